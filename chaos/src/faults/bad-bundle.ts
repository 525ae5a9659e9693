// A bundle is damaged, missing or of another version: it is refused with the reason, and the one before keeps serving.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@aisle/client";
import type { Check } from "@aisle/loadtest";
import { type Fault, holds } from "../fault.ts";
import type { Scene } from "../place/scene.ts";
import { startService, until } from "../place/service.ts";

interface Damage {
  readonly what: string;
  /** Does it to the bundle in that folder. */
  readonly does: (folder: string) => void;
  /** Whether it is done after the pointer was written, whose digest then is of the whole bundle. */
  readonly after: boolean;
  /** What the reason must speak of. */
  readonly reason: RegExp;
}

const DAMAGES: readonly Damage[] = [
  { what: "damaged", does: flipByte, after: true, reason: /model\.safetensors/u },
  { what: "cut off", does: cutOff, after: true, reason: /model\.safetensors/u },
  {
    what: "missing",
    does: (folder) => rmSync(folder, { recursive: true }),
    after: true,
    reason: /manifest\.json/u,
  },
  { what: "of another version", does: otherVersion, after: false, reason: /version/u },
];

export const badBundle: Fault = {
  name: "bad-bundle",
  about:
    "a bundle is damaged, missing or of another version: not ready with the reason, or the old one serves",
  async run(scene) {
    const checks: Check[] = [];
    for (const damage of DAMAGES) checks.push(await atStart(scene, damage), await inSwitch(scene, damage));
    return checks;
  },
};

async function atStart(scene: Scene, damage: Damage): Promise<Check> {
  const { storeUrl, signal } = scene;
  const pointer = pointAtDamaged(scene, damage);
  await using service = await startService({ storeUrl, pointer, signal, untilReady: false });
  const readiness = async () => service.readiness();
  await until(async () => (await readiness()).reasons.some((reason) => damage.reason.test(reason)), {
    signal,
    what: `the probe says that the bundle is ${damage.what}`,
  });
  const { http, reasons } = await readiness();
  const list = await fetch(`${service.url}/v1/trending`);
  return holds(
    `${damage.what}, at the start`,
    http === 503 && list.status === 503 && list.headers.has("retry-after"),
    `the probe answers ${http}, lists ${list.status}: ${reasons.join(" ")}`,
    "not ready, with the reason",
  );
}

async function inSwitch(scene: Scene, damage: Damage): Promise<Check> {
  const { storeUrl, signal } = scene;
  const environment = { MODEL_POLL_MS: "20" };
  const pointer = scene.point(scene.bundle, "old");
  await using service = await startService({ storeUrl, pointer, environment, signal });
  const client = createClient({ baseUrl: service.url });
  pointAtDamaged(scene, damage);
  const failed = async () => (await fetch(`${service.internalUrl}/metrics`)).text();
  await until(async () => (await failed()).includes("aisle_model_load_failed 1"), {
    signal,
    what: "the service has refused the new bundle",
  });
  const { model } = await client.trending({ limit: 1 });
  const { http } = await service.readiness();
  return holds(
    `${damage.what}, in a switch`,
    model.version === "old" && http === 200,
    `the model “${model.version}” serves, the probe answers ${http}`,
    "the old one serves",
  );
}

let copies = 0;

/** Has the scene's pointer name a copy of the bundle that is damaged; returns the pointer's path. */
function pointAtDamaged(scene: Scene, { does, after }: Damage): string {
  const copy = join(scene.folder, `bundle-${++copies}`);
  cpSync(scene.bundle, copy, { recursive: true });
  if (!after) does(copy);
  const pointer = scene.point(copy, "new");
  if (after) does(copy);
  return pointer;
}

const tensors = (folder: string) => join(folder, "model.safetensors");

function flipByte(folder: string): void {
  const bytes = readFileSync(tensors(folder));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(tensors(folder), bytes);
}

function cutOff(folder: string): void {
  writeFileSync(tensors(folder), readFileSync(tensors(folder)).subarray(0, -1));
}

function otherVersion(folder: string): void {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as { formatVersion: number };
  writeFileSync(path, JSON.stringify({ ...manifest, formatVersion: manifest.formatVersion + 1 }));
}
