// A stand-in for the recommender's bundles: `manifest.json` holds the model's digest, and has the bundle's.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { MlflowError } from "../error.ts";
import type { BundleFormat } from "../bundle-registry.ts";

export const smallBundleFormat: BundleFormat = {
  verify: async (dir, digest) => {
    const manifest = await Bun.file(join(dir, "manifest.json")).text();
    const model = await Bun.file(join(dir, "model.safetensors")).bytes();
    if (digestOf(manifest) === digest && manifest === digestOf(model)) return;
    throw new MlflowError("corrupt", `${dir} is damaged`);
  },
  mlmodel: ({ modelId, runId, artifactPath }) =>
    [
      `artifact_path: ${artifactPath}`,
      "flavors:\n  aisle:\n    format: safetensors\n    format_version: 1\n    data: .",
      `model_id: ${modelId}\nmodel_uuid: ${modelId}\nrun_id: ${runId}`,
      "mlflow_version: 3.17.2\nutc_time_created: '2026-01-01 00:00:00.000000'\n",
    ].join("\n"),
};

/** Writes a bundle of its own for every `seed` (0 to 255) to `dir` and returns its digest. */
export async function writeSmallBundle(dir: string, seed: number): Promise<string> {
  const model = new Uint8Array(100_000).fill(seed);
  const manifest = digestOf(model);
  await mkdir(dir);
  await Bun.write(join(dir, "model.safetensors"), model);
  await Bun.write(join(dir, "manifest.json"), manifest);
  await Bun.write(join(dir, "MLmodel"), "not yet logged");
  return digestOf(manifest);
}

function digestOf(content: string | Uint8Array): string {
  return `sha256:${Bun.SHA256.hash(content, "hex")}`;
}
