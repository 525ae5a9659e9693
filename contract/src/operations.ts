// What an operator lets be done beside the services, one thing at a time: the console asks, whoever runs the trainer does it.
import * as v from "valibot";
import { Line } from "./line.ts";
import { RegistryVersion } from "./model-version.ts";

/** `simulate` lets made-up customers come into a shop that was generated. */
export const OperationOrder = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.literal("promote"), version: RegistryVersion }),
    v.strictObject({ kind: v.literal("rollback") }),
    v.strictObject({ kind: v.literal("retrain") }),
    v.strictObject({ kind: v.literal("simulate") }),
  ],
  'Expected {"kind":"promote","version":"3"}, or one of the kinds rollback, retrain and simulate.',
);
export type OperationOrder = v.InferOutput<typeof OperationOrder>;

export const OPERATION_KINDS = ["promote", "rollback", "retrain", "simulate"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Lines of its output that are kept: the last ones. */
export const MAX_OPERATION_LINES = 40;
/** Operations that have ended and are still told of. */
export const MAX_RECENT_OPERATIONS = 10;

const Time = v.pipe(v.string(), v.isoTimestamp());

export const Operation = v.object({
  id: v.pipe(v.string(), v.uuid()),
  kind: v.picklist(OPERATION_KINDS),
  /** Of `promote`: the registry's. */
  version: v.optional(RegistryVersion),
  startedAt: Time,
  endedAt: v.optional(Time),
  /** `refused`: it ran, and the answer was no, as when the gate refuses a model. Absent while it runs. */
  outcome: v.optional(v.picklist(["done", "refused", "failed", "stopped"])),
  /** The end of what it printed. */
  lines: v.pipe(v.array(Line), v.maxLength(MAX_OPERATION_LINES)),
});
export type Operation = v.InferOutput<typeof Operation>;

export const Operations = v.object({
  /** What can be ordered. */
  kinds: v.pipe(v.array(v.picklist(OPERATION_KINDS)), v.maxLength(OPERATION_KINDS.length)),
  /** What runs now. */
  current: v.nullable(Operation),
  /** What has ended, the newest first. */
  recent: v.pipe(v.array(Operation), v.maxLength(MAX_RECENT_OPERATIONS)),
});
export type Operations = v.InferOutput<typeof Operations>;
