// Artifacts: files of a run or a logged model, moved through the server in streams.
import { open } from "node:fs/promises";
import * as v from "valibot";
import { MlflowError, orLocal } from "./error.ts";
import type { Transport } from "./transport.ts";

const ARTIFACTS = "mlflow-artifacts/artifacts";

export interface ArtifactEntry {
  /** Its name in the listed folder. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Of a file; 0 of a folder. */
  readonly bytes: number;
}

const listSchema = v.object({
  files: v.optional(
    v.array(
      v.object({
        path: v.string(),
        is_dir: v.optional(v.boolean(), false),
        file_size: v.optional(v.pipe(v.union([v.number(), v.string()]), v.transform(Number)), 0),
      }),
    ),
    [],
  ),
});

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
      (response) => response.text(),
    );
  }

  /** What lies directly under the artifact URI; empty when there is nothing. */
  async list(artifactUri: string): Promise<ArtifactEntry[]> {
    const { files } = await this.transport.call(listSchema, {
      method: "GET",
      path: ARTIFACTS,
      query: { path: locate(artifactUri) },
    });
    return files.map((file) => ({ name: file.path, isFolder: file.is_dir, bytes: file.file_size }));
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
   * Writes a stored file to the local path `target`; `bytes` is its expected size.
   * @throws MlflowError `local` when it cannot be written, `not-found` when MLflow does not have it.
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

  #read<T>(
    artifactUri: string,
    path: string,
    bytes: number,
    use: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    return this.transport.exchange(
      { method: "GET", path: `${ARTIFACTS}/${encodePath(locate(artifactUri, path))}`, bytes },
      (response) => use(response.body ?? new ReadableStream()),
    );
  }
}

/** The path under the server's artifact root. @throws MlflowError `rejected` for artifacts kept elsewhere. */
function locate(artifactUri: string, path?: string): string {
  const root = /^mlflow-artifacts:\/(?<path>[^/?#][^?#]*)$/.exec(artifactUri)?.groups?.["path"];
  if (root === undefined) {
    throw new MlflowError(
      "rejected",
      `MLflow keeps artifacts at ${artifactUri}, where only its own Python client can go: start the server with --artifacts-destination (and --serve-artifacts) so that it passes them through.`,
    );
  }
  return path === undefined ? root : `${root.replace(/\/+$/, "")}/${path}`;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
