// A service of the scene's own that oha puts load on, and how much of it that service can answer.
import { join } from "node:path";
import { findOha, load } from "@aisle/loadtest";
import { ROOT, type Scene } from "./scene.ts";
import { type Service, startService } from "./service.ts";

/** Enough that saturation is measured, few enough that nothing is refused. */
export const CONNECTIONS = 32;

/** oha's path, on `PATH` or in the checkout's tools. Throws `OhaError` with how to get it. */
const ohaPath = (): string => findOha(process.env["PATH"] ?? "", join(ROOT, ".tools/bin"));

/** What load is put on the service with. */
type Settings = Parameters<typeof load>[1];

export interface UnderLoad extends AsyncDisposable {
  readonly service: Service;
  readonly settings: Settings;
  /** Lists a second that it answers as fast as it can. */
  readonly saturation: number;
}

/** Starts the service on the scene's store and model, and measures it. */
export async function startUnderLoad(scene: Scene): Promise<UnderLoad> {
  const oha = [ohaPath()];
  const { storeUrl, signal, write } = scene;
  const service = await startService({ storeUrl, pointer: scene.point(scene.bundle, "1"), signal });
  const settings = { target: service.url, apiKey: undefined, oha, keepEvents: true, write, signal };
  try {
    const saturation = await saturationOf(scene, settings);
    return { service, settings, saturation, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
}

async function saturationOf({ isShort }: Scene, settings: Settings): Promise<number> {
  const seconds = isShort ? 1 : 4;
  const stages = ["warm", "measured"].map((name) => ({ name, seconds, connections: CONNECTIONS }));
  const scenario = { name: "saturation", shares: { personalised: 1 }, stages, limits: [] };
  const { stages: measured } = await load(scenario, settings);
  return Math.round(measured[1]!.total.good / seconds);
}
