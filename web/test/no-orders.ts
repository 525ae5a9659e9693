// Somebody who takes orders and was given none.
import { OPERATION_KINDS } from "@aisle/contract";
import type { OperationsClient } from "../src/console/operations/operations.ts";

const REFUSED = {
  ok: false,
  trouble: { kind: "invalid", status: 409, text: "Not in this test.", errors: [] },
} as const;

export const NO_ORDERS: OperationsClient = {
  state: async () => ({ ok: true, value: { kinds: [...OPERATION_KINDS], current: null, recent: [] } }),
  begin: async () => REFUSED,
  stop: async () => REFUSED,
};
