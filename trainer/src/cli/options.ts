// What `generate` and `simulate` share on the command line: where output goes, and options that name their fault.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/** Where a command writes. */
export interface CommandIo {
  write(line: string): void;
  /** Whether a person is watching, so that a progress line may be rewritten in place. */
  readonly isTty: boolean;
}

/** A mistake in the command line; its message tells the user what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The values of `argv`; throws `UsageError` for an unknown option or a stray word. */
export function parseOptions<T extends ParseArgsOptionsConfig>(argv: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A number within [`min`, `max`]; throws `UsageError` that names the option otherwise. */
export function numberOption(
  name: string,
  text: string,
  { min, max, integer = true }: { readonly min: number; readonly max: number; readonly integer?: boolean },
): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  throw new UsageError(
    `--${name} must be a ${integer ? "whole " : ""}number from ${min} to ${max}, not "${text}"`,
  );
}

/** Writes why a command failed, and how to get help when its options were wrong; returns the exit code. */
export function reportFailure(error: unknown, command: string, io: CommandIo): number {
  io.write(`${command}: ${error instanceof Error ? error.message : String(error)}`);
  if (!(error instanceof UsageError)) return 1;
  io.write(`See: trainer ${command} --help`);
  return 2;
}
