// manifest.json: what a bundle is, what it was made from, and the digest of every other file.
import * as v from "valibot";
import { BUNDLE_FORMAT_VERSION, BundleError, type BundleInfo, type Json } from "./bundle.ts";

/** The files that a manifest vouches for, in the order in which they are written and verified. */
export const BUNDLE_FILES = ["model.safetensors", "items.jsonl", "terms.jsonl"] as const;

export type BundleFile = (typeof BUNDLE_FILES)[number];

const BUNDLE_FILE_NAMES: ReadonlySet<string> = new Set([...BUNDLE_FILES, "manifest.json", "MLmodel"]);

/** Whether a file of this name can be one of a bundle's: a folder that has others is no bundle. */
export const isBundleFile = (name: string): boolean => BUNDLE_FILE_NAMES.has(name);

export interface FileDigest {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Manifest extends BundleInfo {
  readonly formatVersion: typeof BUNDLE_FORMAT_VERSION;
  readonly files: Readonly<Record<BundleFile, FileDigest>>;
}

const jsonSchema: v.GenericSchema<Json> = v.lazy(() =>
  v.union([
    v.string(),
    v.pipe(v.number(), v.finite()),
    v.boolean(),
    v.null(),
    v.array(jsonSchema),
    v.record(v.string(), jsonSchema),
  ]),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());

/** Four times the bundle that the gate lets pass. */
const MAX_FILE_BYTES = 2 ** 32;
const file = v.strictObject({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(count, v.maxValue(MAX_FILE_BYTES)),
});

const manifestSchema = v.strictObject({
  formatVersion: v.literal(BUNDLE_FORMAT_VERSION),
  created: time,
  codeCommit: v.string(),
  data: v.strictObject({
    digest: v.string(),
    from: time,
    to: time,
    events: count,
    customers: count,
    items: count,
  }),
  hyperparameters: jsonSchema,
  metrics: v.record(v.string(), v.pipe(v.number(), v.finite())),
  files: v.strictObject({ "model.safetensors": file, "items.jsonl": file, "terms.jsonl": file }),
});

/** The manifest's text. Throws `BundleError` `corrupt` for values that JSON or the format cannot hold, such as NaN. */
export function encodeManifest(info: BundleInfo, files: Manifest["files"]): string {
  const manifest = v.safeParse(manifestSchema, { formatVersion: BUNDLE_FORMAT_VERSION, ...info, files });
  if (!manifest.success) {
    throw new BundleError("corrupt", `this bundle cannot be written: ${v.summarize(manifest.issues)}`);
  }
  return `${JSON.stringify(manifest.output, null, 2)}\n`;
}

/** Parses a manifest. Throws `BundleError` `wrong-version` or `corrupt`. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new BundleError("corrupt", "manifest.json is not JSON; copy or download the bundle again", {
      cause: error,
    });
  }
  const version = v.safeParse(v.object({ formatVersion: v.unknown() }), json);
  if (version.success && version.output.formatVersion !== BUNDLE_FORMAT_VERSION) {
    throw new BundleError(
      "wrong-version",
      `the bundle has format ${JSON.stringify(version.output.formatVersion)}, this program reads format ` +
        `${BUNDLE_FORMAT_VERSION}; train the model again or run the program version that wrote it`,
    );
  }
  const manifest = v.safeParse(manifestSchema, json);
  if (!manifest.success) {
    throw new BundleError(
      "corrupt",
      `manifest.json is damaged; copy or download the bundle again: ${v.summarize(manifest.issues)}`,
    );
  }
  return manifest.output;
}
