// What the validation of a snapshot came to, as its folder says.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

export const VALIDATION_FILE = "validation.json";

const verdictSchema = v.object({ verdict: v.picklist(["passed", "stopped"]) });

/** `undefined` when the snapshot in `dir` was never validated. */
export async function readVerdict(dir: string): Promise<"passed" | "stopped" | undefined> {
  const text = await readFile(join(dir, VALIDATION_FILE), "utf8").catch(() => "{}");
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), verdictSchema), text);
  return parsed.success ? parsed.output.verdict : undefined;
}
