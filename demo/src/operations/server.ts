// Takes the console's orders at a socket: no page and no other machine can reach it.
import { OperationOrder } from "@aisle/contract";
import { rmSync } from "node:fs";
import * as v from "valibot";
import type { OperationRunner } from "./operations.ts";

/** An order is a kind and a version. */
const MAX_ORDER_BYTES = 1_024;

/** Listens until `stop`. What lies at the path, such as the socket of a demo that was killed, is replaced. */
export function serveOperations(path: string, operations: OperationRunner) {
  rmSync(path, { force: true });
  return Bun.serve({
    unix: path,
    maxRequestBodySize: MAX_ORDER_BYTES,
    routes: {
      "/operations": {
        GET: () => Response.json(operations.state),
        POST: async (request) => {
          const order = v.safeParse(Order, await request.text());
          if (!order.success) return refusal(400, order.issues[0].message);
          const { kind } = order.output;
          if (!operations.state.kinds.includes(kind))
            return refusal(400, `Expected one of the kinds ${operations.state.kinds.join(", ")} here.`);
          const begun = operations.begin(order.output);
          return begun === undefined
            ? refusal(409, "Something else runs: wait until it ends, or stop it.")
            : Response.json(begun, { status: 202 });
        },
      },
      "/operations/stop": {
        POST: () => {
          const stopping = operations.stop();
          return stopping === undefined
            ? refusal(409, "Nothing runs that can be stopped.")
            : Response.json(stopping, { status: 202 });
        },
      },
    },
    fetch: () => refusal(404, "There is /operations and /operations/stop."),
  });
}

const Order = v.pipe(v.string(), v.parseJson(undefined, "Expected JSON."), OperationOrder);

const refusal = (status: number, error: string): Response => Response.json({ error }, { status });
