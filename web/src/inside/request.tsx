// Who answered a list, how, and the request to ask for it from a terminal.
import type { Recommendations, RecommendQuestion } from "@aisle/client";
import type { View } from "../view/view.ts";

interface RequestProps {
  readonly list: Recommendations;
  readonly question: RecommendQuestion;
  readonly api: View["api"];
}

export function Request({ list, question, api }: RequestProps) {
  const { model, strategy, filtered } = list;
  return (
    <div class="request">
      <p class="answered">
        model <b>{model.version}</b> · {model.track} · {strategy} · {filtered} left out by rules
      </p>
      <details>
        <summary>The request, to copy</summary>
        <pre tabindex={0}>
          <code>{curl(question, api)}</code>
        </pre>
      </details>
    </div>
  );
}

/** A command for a shell; an API that asks for a key takes it from the variable API_KEY. */
function curl(question: RecommendQuestion, { url, hasKey }: View["api"]): string {
  const body = JSON.stringify(question, null, 2).replaceAll("'", String.raw`'\''`);
  return [
    `curl -s ${url}/v1/recommendations \\`,
    ...(hasKey ? [`  -H "authorization: Bearer $API_KEY" \\`] : []),
    `  -H 'content-type: application/json' \\`,
    `  -d '${body}'`,
  ].join("\n");
}
