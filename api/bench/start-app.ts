// The service within a benchmark's own process, on a bundle and a store of `make bench-serving`.
import { join } from "node:path";
import { openStore } from "@aisle/store";
import { createApp } from "../src/app.ts";
import { createLog } from "../src/platform/logging.ts";
import { en } from "../src/recommendations/reasons/en.ts";

/** Throws when the bundle cannot be served. */
export async function startApp(bundle: string, file: string) {
  const store = await openStore(`sqlite://${file}`);
  const app = createApp({
    store,
    needsModel: true,
    track: "stable",
    log: createLog({ level: "error", write: (line) => process.stderr.write(line), clock: Date.now }),
    clock: Date.now,
    newId: Bun.randomUUIDv7,
    notReady: () => [],
    storeFault: () => undefined,
    anonymous: ["recommend"],
    hosts: undefined,
    corsOrigins: [],
    recommendationIdKey: "a key that is long enough for signing",
    recommendationIdDays: 7,
    hstsSeconds: 0,
    bodyDeadlineMs: 10_000,
    repetitionMs: 1_000,
    mostWaitMs: 60_000,
    reasonTexts: en,
  });
  await app.keyring.refresh();
  const digest = `sha256:${Bun.SHA256.hash(await Bun.file(join(bundle, "manifest.json")).bytes(), "hex")}`;
  if (!(await app.models.load({ version: "bench", digest, bundle }))) throw new Error(app.models.failure);
  return { ...app, store };
}
