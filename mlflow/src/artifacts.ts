// Artifacts: files of a run or a logged model, moved through the server in streams.
import { readBoundedText } from "@aisle/platform";
import { open } from "node:fs/promises";
import * as v from "valibot";
import { MlflowError, orLocal } from "./error.ts";
import { shorten } from "./texts.ts";
import type { Transport } from "./transport.ts";
import { held } from "./values.ts";

const ARTIFACTS = "mlflow-artifacts/artifacts";

export interface ArtifactEntry {
  /** Its name in the listed folder. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Of a file; 0 of a folder. */
  readonly bytes: number;
}

/** MLflow answers an upload with `{}`. */
const MAX_ANSWER_BYTES = 65_536;

/** What a run or a model has has a dozen files. */
const MAX_LISTED = 1_000;

const listSchema = v.object({
  files: v.optional(
    v.array(
      v.object({
        path: v.string(),
        is_dir: v.optional(v.boolean(), false),
        file_size: v.optional(v.union([v.number(), v.string()]), 0),
      }),
    ),
    [],
  ),
});

/** One segment of a path, which cannot lead out of its folder. */
const Name = v.pipe(
  v.string(),
  v.regex(/^(?!\.{1,2}$)[^/\\\p{C}]{1,255}$/u, "Expected the name of a file or folder."),
);
const Size = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.safeInteger("Expected a number of bytes."),
  v.minValue(0),
);

/** A path in the server's artifact root, in which no segment leads elsewhere. */
const LOCATION = /^mlflow-artifacts:\/(?<path>[^/?#\\\p{C}][^?#\\\p{C}]{0,1023})$/u;

export class Artifacts {
  constructor(private readonly transport: Transport) {}

  /**
   * Stores a text, or a file given as `Bun.file(path)`, under `path`, in place of what was there.
   * `artifactUri` is a run's or a logged model's.
   */
  async upload(artifactUri: string, path: string, content: string | Blob): Promise<void> {
    const body = typeof content === "string" ? new Blob([content]) : content;
    await this.transport.exchange(
      {
        method: "PUT",
        path: `${ARTIFACTS}/${encodePath(locate(artifactUri, path))}`,
        body,
        contentType: "application/octet-stream",
        bytes: body.size,
      },
      (response) => readBoundedText(response, MAX_ANSWER_BYTES),
    );
  }

  /**
   * What lies directly under the artifact URI; empty when there is nothing.
   * @throws MlflowError `corrupt` for a name that leads out of the folder, or for too many.
   */
  async list(artifactUri: string): Promise<ArtifactEntry[]> {
    const { files } = await this.transport.call(listSchema, {
      method: "GET",
      path: ARTIFACTS,
      query: { path: locate(artifactUri) },
    });
    const what = `among the artifacts of ${artifactUri}`;
    held(v.pipe(v.number(), v.maxValue(MAX_LISTED)), files.length, `the number of files ${what}`);
    return files.map((file) => {
      const name = held(Name, file.path, `a name ${what}`);
      return {
        name,
        isFolder: file.is_dir,
        bytes: held(Size, file.file_size, `the size of ${name} ${what}`),
      };
    });
  }

  /** The sha256 of a stored file, in hex, from reading it back; `bytes` is its expected size. */
  sha256(artifactUri: string, path: string, bytes: number): Promise<string> {
    return this.#read(artifactUri, path, bytes, async (chunks) => {
      const hasher = new Bun.CryptoHasher("sha256");
      for await (const chunk of chunks) hasher.update(chunk);
      return hasher.digest("hex");
    });
  }

  /**
   * Writes a stored file of `bytes` bytes to the local path `target`.
   * @throws MlflowError `local` when it cannot be written, `not-found` when MLflow does not have it, `corrupt` when
   * it is larger.
   */
  download(artifactUri: string, path: string, bytes: number, target: string): Promise<void> {
    return this.#read(artifactUri, path, bytes, async (chunks) => {
      const failure = `Cannot write ${target}`;
      const file = await orLocal(failure, open(target, "w"));
      try {
        for await (const chunk of chunks) await orLocal(failure, file.writeFile(chunk));
      } finally {
        await file.close();
      }
    });
  }

  /**
   * A stored file as text, in UTF-8.
   * @throws MlflowError `not-found` when MLflow does not have it, `corrupt` when it is larger than `most` bytes.
   */
  text(artifactUri: string, path: string, most: number): Promise<string> {
    return this.#read(artifactUri, path, most, async (chunks) => {
      const decoder = new TextDecoder();
      let text = "";
      for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
      return text + decoder.decode();
    });
  }

  #read<T>(
    artifactUri: string,
    path: string,
    bytes: number,
    use: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    return this.transport.exchange(
      { method: "GET", path: `${ARTIFACTS}/${encodePath(locate(artifactUri, path))}`, bytes },
      (response) => use(bounded(response.body ?? new ReadableStream(), bytes, path)),
    );
  }
}

/** The chunks, while they are no more than was announced. @throws MlflowError `corrupt`. */
async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  bytes: number,
  path: string,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0)
      throw new MlflowError(
        "corrupt",
        `MLflow gives more of ${path} than the ${bytes} bytes that were expected.`,
      );
    yield chunk;
  }
}

/**
 * The path under the server's artifact root.
 * @throws MlflowError `rejected` for artifacts kept elsewhere, `corrupt` for a path that leads out of the root.
 */
function locate(artifactUri: string, path?: string): string {
  const root = LOCATION.exec(artifactUri)?.groups?.["path"];
  if (root === undefined) {
    throw new MlflowError(
      "rejected",
      `MLflow keeps artifacts at ${shorten(artifactUri)}, where only its own Python client can go: start the server with --artifacts-destination (and --serve-artifacts) so that it passes them through.`,
    );
  }
  const whole = path === undefined ? root : `${root.replace(/\/+$/, "")}/${path}`;
  if (whole.split("/").every((segment) => segment !== "." && segment !== "..")) return whole;
  throw new MlflowError("corrupt", `In MLflow, the artifacts ${shorten(whole)} lead out of their folder.`);
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
