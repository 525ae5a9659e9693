// All faults, in the order in which they are done.
import type { Fault } from "./fault.ts";
import { badBundle } from "./faults/bad-bundle.ts";
import { databaseGone } from "./faults/database-gone.ts";
import { diskFull } from "./faults/disk-full.ts";
import { hostileClients } from "./faults/hostile-clients.ts";
import { killDuringIngest } from "./faults/kill-during-ingest.ts";
import { mlflowAway } from "./faults/mlflow-away.ts";
import { overload } from "./faults/overload.ts";
import { soak } from "./faults/soak.ts";

export const FAULTS: readonly Fault[] = [
  killDuringIngest,
  databaseGone,
  diskFull,
  badBundle,
  mlflowAway,
  hostileClients,
  overload,
  soak,
];
