// What changed lately, the newest first.
import type { Change } from "./changes.ts";
import { momentText } from "./span.ts";

export function ChangesPart({ changes }: { changes: readonly Change[] }) {
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">What changed in the last 24 hours</h2>
      {changes.length === 0 ? (
        <p>No model began to serve, no alert fired, and no release began or ended.</p>
      ) : (
        <ol class="changes" role="list">
          {changes.map(({ at, tone, text }) => (
            <li>
              <time datetime={new Date(at * 1_000).toISOString()}>
                {momentText({ beginsWith: "day" }, at)}
              </time>
              <span class={`change-${tone}`}>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
