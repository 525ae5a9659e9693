// `trainer fetch`: brings a registered bundle to where an API serves it from.
import { Digest, RegistryVersion } from "@aisle/contract";
import { readBundle } from "@aisle/recommender";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { type CommandIo, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { readSettings } from "../cli/settings.ts";
import { MlflowClient } from "@aisle/mlflow";
import { ModelStore } from "./model-store.ts";

const HELP = `Usage: trainer fetch --version N --digest sha256:… --out DIR

Downloads a registered version's bundle from MLflow to DIR, whole and verified or not at all. The digest is what decides:
a version that has another one in the registry is refused. Does nothing when DIR holds that bundle already, and nothing for
version "none", which is a deployment's before its first model.

  --version N    version in the registry, or none
  --digest D     the bundle's, as the registry has it
  --out DIR      must not exist, or hold that bundle
  --json         end with one line of JSON
  --help

Example:
  trainer fetch --version 3 --digest sha256:9f86d081… --out /models/bundle`;

/** The version of a deployment before its first model. */
const NONE = "none";

export async function fetchCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      version: { type: "string" },
      digest: { type: "string" },
      out: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const { version, digest, out } = values;
    if (version === undefined) throw new UsageError("--version N is missing");
    if (version === NONE) {
      io.write(values.json ? JSON.stringify({ version }) : "there is no model yet");
      return 0;
    }
    if (digest === undefined) throw new UsageError("--digest sha256:… is missing");
    if (out === undefined) throw new UsageError("--out DIR is missing");
    if (!v.is(RegistryVersion, version)) throw new UsageError("--version must be a version number or none");
    if (!v.is(Digest, digest)) throw new UsageError("--digest must be sha256: and 64 hex digits");
    const dir = resolve(out);
    if (!existsSync(dir)) {
      const settings = readSettings(process.env);
      const client = new MlflowClient({
        trackingUri: settings.mlflowUri,
        login: settings.mlflowLogin,
        onRetry: (message) => io.write(message),
      });
      const { registry } = new ModelStore(client, settings);
      const registered = await registry.version(version);
      if (registered.digest !== digest)
        throw new Error(`version ${version} is ${registered.digest} in the registry, not ${digest}`);
      await registry.download(version, dir);
    }
    // What was there may be of another version, or damaged since.
    const { bytes } = await readBundle(dir, { digest });
    io.write(
      values.json
        ? JSON.stringify({ version, digest, bundle: dir })
        : `version ${version} (${digest.slice(0, 19)}) is in ${dir}, ${(bytes / 1e6).toFixed(1)} MB`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, "fetch", io);
  }
}
