// Makes paths from names that came from outside.
import { isAbsolute, relative, resolve, sep } from "node:path";

/** The path of `name` in `folder`. Throws `Error` when that is `folder` itself or lies outside it. */
export function pathInside(folder: string, name: string): string {
  const path = resolve(folder, name);
  const beside = relative(resolve(folder), path);
  if (beside === "" || beside === ".." || beside.startsWith(`..${sep}`) || isAbsolute(beside))
    throw new Error(`${JSON.stringify(name)} leads out of ${folder}`);
  return path;
}
