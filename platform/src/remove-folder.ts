// Removes folders that this program made, and nothing else.
import { lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes a folder in which every entry is a file that `isOurs` knows by its name: that is the mark by which a folder is
 * known to be ours. Nothing is removed below it. Does nothing when it is not there. Throws `Error`, and removes nothing,
 * for a folder that holds something else, a link to a folder, or no folder.
 */
export async function removeFolder(path: string, isOurs: (name: string) => boolean): Promise<void> {
  const found = await lstat(path).catch(ifMissing);
  if (found === undefined) return;
  if (!found.isDirectory()) throw new Error(`${path} is no folder of ours: move it away`);
  const entries = await readdir(path, { withFileTypes: true });
  const foreign = entries.find((entry) => entry.isDirectory() || !isOurs(entry.name));
  if (foreign !== undefined)
    throw new Error(
      `${path} is not removed: ${JSON.stringify(foreign.name)} in it is not ours. Move it away`,
    );
  for (const { name } of entries) await unlink(join(path, name)).catch(ifMissing);
  await rmdir(path).catch(ifMissing);
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
