// What the console has done while the demo runs: commands of the trainer, one at a time, and what came of the last ones.
import {
  MAX_LINE_LENGTH,
  MAX_OPERATION_LINES,
  MAX_RECENT_OPERATIONS,
  type Operation,
  type OperationKind,
  type OperationOrder,
  type Operations,
} from "@aisle/contract";
import { printable } from "@aisle/platform";
import { trainerExit } from "../services.ts";

interface Parts {
  /** What can be ordered. */
  readonly kinds: readonly OperationKind[];
  /** Runs a command of the trainer until it ends or is stopped. Resolves to its exit code. */
  readonly run: (
    args: readonly string[],
    onLine: (line: string) => void,
    stop: AbortSignal,
  ) => Promise<number>;
  readonly newId: () => string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

interface Running {
  readonly operation: Operation;
  readonly stop: AbortController;
}

/** Visits a second: slow enough to watch the figures move, and to leave the machine to whoever looks. */
const VISITS_PER_SECOND = 60;
/** As `make simulate` plays; the demo's shop leaves as many until today. */
const DAYS = 14;

export class OperationRunner {
  readonly #parts: Parts;
  #running: Running | undefined;
  #recent: readonly Operation[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get state(): Operations {
    return {
      kinds: [...this.#parts.kinds],
      current: this.#running?.operation ?? null,
      recent: [...this.#recent],
    };
  }

  /** Begins what was ordered; undefined while something else runs. */
  begin(order: OperationOrder): Operation | undefined {
    if (this.#running !== undefined) return undefined;
    const { newId, now } = this.#parts;
    const operation: Operation = { ...order, id: newId(), startedAt: timeText(now()), lines: [] };
    this.#running = { operation, stop: new AbortController() };
    void this.#follow(this.#running, argumentsOf(order));
    return operation;
  }

  /** Asks what runs to stop; undefined when nothing runs that can be. What moves the champion takes seconds, and ends whole. */
  stop(): Operation | undefined {
    const { operation, stop } = this.#running ?? {};
    if (operation?.kind !== "simulate" && operation?.kind !== "retrain") return undefined;
    stop?.abort();
    return operation;
  }

  async #follow({ operation, stop }: Running, args: readonly string[]): Promise<void> {
    const { lines } = operation;
    const say = (line: string): void => {
      lines.push(oneLine(line));
      if (lines.length > MAX_OPERATION_LINES) lines.shift();
    };
    const code = await this.#parts.run(args, say, stop.signal).catch((error: unknown) => {
      say(String(error));
      return 1;
    });
    const outcome = stop.signal.aborted && code !== 0 ? "stopped" : outcomeOf(code);
    const ended: Operation = { ...operation, outcome, endedAt: timeText(this.#parts.now()) };
    this.#running = undefined;
    this.#recent = [ended, ...this.#recent].slice(0, MAX_RECENT_OPERATIONS);
  }
}

function argumentsOf(order: OperationOrder): readonly string[] {
  switch (order.kind) {
    case "promote":
      return ["promote", "--version", order.version];
    case "simulate":
      return ["simulate", "--days", String(DAYS), "--rate", String(VISITS_PER_SECOND)];
    default:
      return [order.kind];
  }
}

function outcomeOf(code: number): "done" | "refused" | "failed" {
  if (code === 0) return "done";
  return code === trainerExit.refused ? "refused" : "failed";
}

const timeText = (time: number): string => new Date(time).toISOString();

const oneLine = (line: string): string =>
  printable(line).replaceAll(/\p{C}/gu, " ").slice(0, MAX_LINE_LENGTH);
