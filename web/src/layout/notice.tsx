// A sentence that says what an action did, put into the page beside whatever else the response brings.
import type { Trouble } from "../platform/ask.ts";

export const NOTICE_ID = "notice";

interface NoticeProps {
  /** Absent when there is nothing to say: the last notice then goes. */
  readonly text?: string | undefined;
  /** Why the action could not be done. */
  readonly trouble?: Trouble | undefined;
}

export function Notice({ text, trouble }: NoticeProps) {
  const failed = trouble !== undefined;
  const words = failed ? FAILED[trouble] : text;
  return (
    <div id={NOTICE_ID} hx-swap-oob="innerHTML">
      {words === undefined ? null : <p class={failed ? "notice bad" : "notice"}>{words}</p>}
    </div>
  );
}

const FAILED: Readonly<Record<Trouble, string>> = {
  away: "Not saved: the API is not answering. Try again in a moment.",
  "no-model": "Not saved: the API is not ready yet. Try again in a moment.",
  missing: "Not saved: the shop no longer knows the product.",
  refused: "Not saved: the API refused it.",
  failed: "Not saved: the API could not take it.",
};
