// What a test makes the service with: nothing fails, nobody is limited.
import type { Store } from "@aisle/store";
import type { AppOptions } from "../src/app.ts";
import { createLog } from "../src/platform/logging.ts";
import { en } from "../src/recommendations/reasons/en.ts";

export const appOptions = (store: Store, changes: Partial<AppOptions> = {}): AppOptions => ({
  store,
  needsModel: false,
  track: "stable",
  log: createLog({ level: "error", write: () => undefined, clock: Date.now }),
  clock: Date.now,
  newId: Bun.randomUUIDv7,
  notReady: () => [],
  storeFault: () => undefined,
  anonymous: [],
  hosts: undefined,
  corsOrigins: [],
  recommendationIdKey: "a key that is long enough for signing",
  recommendationIdDays: 7,
  hstsSeconds: 0,
  bodyDeadlineMs: 60_000,
  repetitionMs: 1_000,
  mostWaitMs: 60_000,
  reasonTexts: en,
  ...changes,
});
