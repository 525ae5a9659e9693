// Has whoever runs the trainer beside this service do something: promote, roll back, retrain, let made-up customers come.
import { Operation, type OperationOrder, Operations } from "@aisle/contract";
import { readBoundedText } from "@aisle/platform";
import * as v from "valibot";
import type { Told, Trouble } from "../ask.ts";

export interface OperationsClient {
  /** What runs and what came of the last ones. */
  state(): Promise<Told<Operations>>;
  /** `changed` when something else runs. */
  begin(order: OperationOrder): Promise<Told<Operation>>;
  /** Asks what runs to stop; `changed` when nothing runs. */
  stop(): Promise<Told<Operation>>;
}

const TIMEOUT_MS = 2_000;
/** Eleven operations of forty lines. */
const MAX_BYTES = 2_000_000;

const Refusal = v.object({ error: v.pipe(v.string(), v.maxLength(1_000)) });

/** `socket` is the path of a Unix socket, such as `make demo` has in AISLE_HOME. */
export function operationsAt(socket: string): OperationsClient {
  const ask = async <Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    body?: string,
  ): Promise<Told<v.InferOutput<Schema>>> => {
    try {
      const response = await fetch(`http://operations${path}`, {
        unix: socket,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
        ...(body !== undefined && { method: "POST", body }),
      });
      const answer: unknown = JSON.parse(await readBoundedText(response, MAX_BYTES));
      if (response.ok) return { ok: true, value: v.parse(schema, answer) };
      const { error } = v.parse(Refusal, answer);
      return {
        ok: false,
        trouble: { ...REFUSED, kind: response.status === 409 ? "changed" : "invalid", text: error },
      };
    } catch {
      // Away, too slow, too long, or something else's socket: an operator can do the same about each.
      return { ok: false, trouble: AWAY };
    }
  };
  return {
    state: () => ask("/operations", Operations),
    begin: (order) => ask("/operations", Operation, JSON.stringify(order)),
    stop: () => ask("/operations/stop", Operation, ""),
  };
}

const REFUSED = { status: 409, errors: [] } as const;

const AWAY: Trouble = {
  kind: "away",
  status: 503,
  text: "Nothing takes orders at the socket that OPERATIONS_SOCKET names. See whether `make demo` still runs, then load this page again.",
  errors: [],
};
