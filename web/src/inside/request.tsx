// Who answered a list, how, and the request to ask for it from a terminal.
import type { Recommendations, RecommendQuestion } from "@aisle/client";

interface RequestProps {
  readonly list: Recommendations;
  readonly question: RecommendQuestion;
  /** Where the API is. */
  readonly apiUrl: string;
}

export function Request({ list, question, apiUrl }: RequestProps) {
  const { model, strategy, filtered } = list;
  return (
    <div class="request">
      <p class="answered">
        model <b>{model.version}</b> · {model.track} · {strategy} · {filtered} left out by rules
      </p>
      <details>
        <summary>The request, to copy</summary>
        <pre tabindex={0}>
          <code>{curl(question, apiUrl)}</code>
        </pre>
      </details>
    </div>
  );
}

/** A command for a shell; an API that asks for a key takes it from the variable API_KEY. */
function curl(question: RecommendQuestion, apiUrl: string): string {
  const body = JSON.stringify(question, null, 2).replaceAll("'", String.raw`'\''`);
  return [
    `curl -s ${apiUrl}/v1/recommendations \\`,
    `  -H "authorization: Bearer $API_KEY" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${body}'`,
  ].join("\n");
}
