// Where the console orders operations: a socket in AISLE_HOME, which only who runs the demo may open.
import { homePaths } from "../home/home.ts";

/** What a path of a socket may take on Linux (`sun_path` of unix(7)), its closing zero included. */
const MAX_BYTES = 108;

/** The socket's path; undefined when AISLE_HOME is too long for one. */
export function operationsSocket(home: string): string | undefined {
  const path = homePaths(home).operations;
  return Buffer.byteLength(path) < MAX_BYTES ? path : undefined;
}
