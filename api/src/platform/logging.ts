// One JSON line for each thing worth knowing. Callers pass no personal data: route templates, never paths.

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

interface LogOptions {
  /** Lines below this level are dropped. */
  readonly level: LogLevel;
  /** Takes one line, newline included. */
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** In every line; none unless given. */
  readonly fields?: LogFields;
}

/** A function for each level; those below `level` do nothing. */
export function createLog({ level, write, clock, fields: always }: LogOptions): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) =>
    LOG_LEVELS.indexOf(name) < threshold
      ? () => {}
      : (message: string, fields?: LogFields) => {
          const time = new Date(clock()).toISOString();
          write(`${JSON.stringify({ time, level: name, message, ...always, ...fields })}\n`);
        };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** An error in one line. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
