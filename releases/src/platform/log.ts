// One JSON line for each thing worth knowing.
import { redactUrls } from "@aisle/platform";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
}

/** `write` takes one line, newline included. */
export function createLog(write: (line: string) => void, clock: () => number): Log {
  const at = (level: string) => (message: string, fields?: LogFields) =>
    write(`${JSON.stringify({ time: new Date(clock()).toISOString(), level, message, ...fields })}\n`);
  return { info: at("info"), warn: at("warn") };
}

/** What an error says, without passwords in addresses. */
export const reasonOf = (error: unknown): string =>
  redactUrls(error instanceof Error ? error.message : String(error));
