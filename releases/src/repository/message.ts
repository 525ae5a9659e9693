// The messages of the desk's commits. Words of others are in them, and cannot become more than words.
import { oneLine } from "../platform/one-line.ts";

export interface Message {
  /** `release: model 7`. The type is the desk's own; what follows is one line, however it came. */
  readonly type: "release" | "revert";
  readonly subject: string;
  /** Why, as MLflow, Flagger or an alert has it. */
  readonly reason: string;
  /** The release's page. */
  readonly address?: string | undefined;
}

/** Which release's commit a commit takes back. */
export const REVERTS = "Aisle-Reverts";

const MAX_SUBJECT = 200;
const MAX_REASON = 2_000;

/**
 * The reason is one quoted line, which Git takes for no trailer wherever it stands; trailers are the desk's own, in a
 * paragraph of their own.
 */
export function textOf({ type, subject, reason, address }: Message, reverts?: string): string {
  const paragraphs = [
    `${type}: ${oneLine(subject, MAX_SUBJECT)}`,
    `> ${oneLine(reason, MAX_REASON)}`,
    ...(address === undefined ? [] : [`> ${oneLine(address, MAX_REASON)}`]),
    ...(reverts === undefined ? [] : [`${REVERTS}: ${reverts}`]),
  ];
  return paragraphs.join("\n\n");
}
