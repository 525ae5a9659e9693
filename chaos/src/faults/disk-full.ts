// The disk is full: events are refused, lists go on, nothing is corrupt, and it goes on once there is room.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError, createClient } from "@aisle/client";
import type { Check } from "@aisle/loadtest";
import { type Fault, holds, notHere } from "../fault.ts";
import { ended } from "../place/ended.ts";
import { customersOf, itemsOf, ROOT, type Scene } from "../place/scene.ts";
import { startService, until } from "../place/service.ts";
import { integrity } from "./kill-during-ingest.ts";

/** What the disk holds beside the store. */
const ROOM_MB = 10;
const FILLER_MB = 4;
const BATCH = 500;
const MOST_BATCHES = 500;

export const diskFull: Fault = {
  name: "disk-full",
  about: "the disk is full: refused, nothing corrupt",
  async run(scene) {
    const disk = join(scene.folder, "disk");
    mkdirSync(disk);
    const tried = await ended(small(disk, "true", ROOM_MB), { env: {}, signal: scene.signal });
    if (tried.code !== 0)
      return [notHere("a small disk", `it cannot be mounted here: ${tried.output.trim()}`)];
    return [...(await fullUnderEvents(scene, disk)), ...(await fullUnderBundle(scene, disk))];
  },
};

/**
 * A command that finds a small disk of its own in that folder. It is mounted in a namespace that ends with the command,
 * so there is nothing to clean up, and nobody has to be root.
 */
function small(disk: string, script: string, megabytes: number): string[] {
  const mounted = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && ${script}`;
  return ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted, disk];
}

async function fullUnderEvents(scene: Scene, disk: string): Promise<Check[]> {
  const { signal, write } = scene;
  const database = join(disk, "store.db");
  const original = scene.storeUrl.replace("sqlite://", "");
  const megabytes = Math.ceil(statSync(original).size / 2 ** 20) + ROOM_MB;
  await using service = await startService({
    storeUrl: `sqlite://${database}`,
    pointer: scene.point(scene.bundle, "1"),
    inside: small(disk, `cp "${original}" "${database}" && exec "$@"`, megabytes),
    signal,
  });
  /** Where this process sees the disk of the service. */
  const seen = join(`/proc/${service.pid}/root`, disk);
  const filler = join(seen, "filler");
  writeFileSync(filler, new Uint8Array(FILLER_MB * 1024 * 1024));

  const client = createClient({ baseUrl: service.url, retries: 0 });
  const itemIds = itemsOf(scene, 50);
  const acknowledged: string[] = [];
  const send = async (batch: number) => {
    const ids = Array.from({ length: BATCH }, (_, at) => `chaos-${batch}-${at}`);
    const events = ids.map((eventId, at) => ({
      eventId,
      customerId: "chaos-customer",
      itemId: itemIds[at % itemIds.length]!,
      type: "view" as const,
    }));
    const { rejected } = await client.sendEvents(events, { signal });
    if (rejected > 0) throw new Error(`${rejected} events were rejected`);
    acknowledged.push(...ids);
  };
  const refusal = async (batch: number) =>
    await send(batch).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ApiError) return error;
        throw error;
      },
    );

  let batch = 0;
  let refused: ApiError | undefined;
  while (refused === undefined && batch < MOST_BATCHES) refused = await refusal(batch++);
  const [customerId] = customersOf(scene, 1);
  const { items } = await client.recommend({ customerId: customerId! });
  const { http } = await service.readiness();
  const whileFull = acknowledged.length;

  rmSync(filler);
  const took = await until(async () => (await refusal(batch)) === undefined, {
    signal,
    what: "events are taken again",
  });
  const { events } = await client.exportCustomer("chaos-customer");
  const ids = new Set(events.map(({ eventId }) => eventId));
  const lost = acknowledged.filter((id) => !ids.has(id)).length;
  write(`${whileFull} events were stored until the disk was full`);

  // The disk ends with the service, so its file is read before.
  const copy = join(scene.folder, "full.db");
  for (const end of ["", "-wal"]) {
    if (existsSync(`${seen}/store.db${end}`))
      writeFileSync(copy + end, readFileSync(`${seen}/store.db${end}`));
  }
  const damage = integrity(`sqlite://${copy}`);
  await service.stop();
  return [
    holds(
      "events on a full disk",
      refused?.status === 503,
      refused === undefined ? "the disk did not get full" : `${refused.status}: ${refused.problem.title}`,
      "503",
    ),
    holds(
      "lists on a full disk",
      items.length > 0 && http === 200,
      `${items.length} items, the probe answers ${http}`,
      "answered",
    ),
    holds("events once there is room", took < 10_000, `taken after ${Math.round(took)} ms`, "within 10 s"),
    holds(
      "acknowledged events",
      lost === 0 && ids.size === events.length,
      `${lost} of ${acknowledged.length} lost, ${events.length - ids.size} twice`,
      "none lost, none twice",
    ),
    holds("the store's file", damage === "ok", damage, "integrity_check: ok"),
  ];
}

/** The trainer writes a bundle where there is no room for it. */
async function fullUnderBundle(scene: Scene, disk: string): Promise<Check[]> {
  const { signal, data } = scene;
  const bytes = statSync(join(scene.bundle, "model.safetensors")).size;
  const out = join(disk, "bundle");
  const trainer = [process.execPath, join(ROOT, "trainer/src/main.ts")];
  const train = [...trainer, "train", "--from", data, "--out", out, "--trials", "0"];
  // Room for less than the tensors alone; what is left afterwards is listed while the disk is there.
  const filled = `head -c $((1024 * 1024 - ${Math.min(bytes >> 1, 500_000)})) /dev/zero > "$0/filler"`;
  const script = `${filled} && { "$@"; code=$?; echo "left: $(ls "$0" | tr '\\n' ' ')"; exit $code; }`;
  const { code, output } = await ended([...small(disk, script, 1), ...train], {
    env: { AISLE_HOME: scene.folder },
    signal,
  });
  const left = /^left: (?<names>.*)$/mu.exec(output)?.groups?.["names"]?.trim() ?? "?";
  const reason = /^.*no space.*$/imu.exec(output)?.[0] ?? output.trim().split("\n").at(-1)!;
  return [
    holds(
      "a bundle on a full disk",
      code !== 0 && code < 128 && /no space/iu.test(output),
      reason,
      "refused, saying why",
    ),
    holds("what is left of the bundle", left === "filler", left, "nothing beside the filler"),
  ];
}
