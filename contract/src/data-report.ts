// What a retrain learned from, or refused to: snapshot, validation, drift and the last imports, as it leaves them with
// its run in MLflow (`data.json`).
import * as v from "valibot";
import { Digest } from "./digest.ts";
import { Line } from "./line.ts";

/** The file among the artifacts of a retrain's run. */
export const DATA_FILE = "data.json";

/** The tag of such a run; its value is the verdict. */
export const DATA_TAG = "aisle.data";

/** Imports that are told of, the newest ones, and kinds of losses of each, the largest ones. */
export const MAX_IMPORTS = 10;
export const MAX_LOSSES = 30;

const MAX_ROWS = 200;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Finite = v.pipe(v.number(), v.finite());
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Time = v.pipe(v.string(), v.isoTimestamp());
const Table = v.picklist(["events", "items", "customers"]);

const DataSnapshot = v.object({
  digest: Digest,
  created: Time,
  /** `store`, or the layout of the folder that it was read from. */
  source: Line,
  counts: v.object({ events: Count, customers: Count, items: Count }),
  /** Of the events. */
  window: v.object({ from: Time, to: Time }),
});

const DataCheck = v.object({
  name: Line,
  outcome: v.picklist(["ok", "warning", "stop"]),
  /** In words and numbers. */
  finding: Line,
  value: Finite,
  limit: Finite,
  /** Whether it compares with the snapshot before, of which the world may be the cause. */
  isDrift: v.boolean(),
});

const Quarantined = v.object({
  table: Table,
  reason: Line,
  /** What fitting does without: the whole row, or only its price. */
  dropped: v.picklist(["row", "price"]),
  rows: Count,
  /** Of all rows of the table. */
  share: Share,
  /** One of the rows, as JSON, cut where it is long, without whose it is. */
  example: Line,
});

const DataImport = v.object({
  startedAt: Time,
  folder: Line,
  /** `tried` wrote nothing, as it was asked. */
  outcome: v.picklist(["imported", "refused", "tried"]),
  /** What came into the store; absent unless it was imported. */
  accepted: v.exactOptional(v.object({ items: Count, events: Count, duplicates: Count, hidden: Count })),
  /** Rows, or values of a column, that were left out. */
  losses: v.pipe(
    v.array(
      v.object({
        table: Table,
        file: Line,
        column: v.exactOptional(Line),
        dropped: v.picklist(["row", "field"]),
        reason: Line,
        rows: Count,
        /** Of so many: the rows of the file, or the values of the column. */
        of: Count,
      }),
    ),
    v.maxLength(MAX_LOSSES),
  ),
  /** Why it was refused. */
  error: v.exactOptional(Line),
});

export const DataReport = v.object({
  snapshot: DataSnapshot,
  validation: v.object({
    verdict: v.picklist(["passed", "stopped"]),
    checkedAt: Time,
    /** Of the snapshot that it was compared with; absent for the first one. */
    previous: v.exactOptional(Digest),
    /** What goes on. */
    valid: v.object({ events: Count, customers: Count, items: Count }),
    quarantined: v.pipe(v.array(Quarantined), v.maxLength(MAX_ROWS)),
    checks: v.pipe(v.array(DataCheck), v.maxLength(MAX_ROWS)),
  }),
  /** Newest first. */
  imports: v.pipe(v.array(DataImport), v.maxLength(MAX_IMPORTS)),
});

export type DataReport = v.InferOutput<typeof DataReport>;
export type DataCheck = v.InferOutput<typeof DataCheck>;
export type DataImport = v.InferOutput<typeof DataImport>;
