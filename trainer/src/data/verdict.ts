// What the validation of a snapshot came to, as its folder says.
import { readBounded } from "@aisle/platform";
import { join } from "node:path";
import * as v from "valibot";

export const VALIDATION_FILE = "validation.json";

/** A report with its examples has some kilobytes. */
const MAX_BYTES = 4 * 1024 * 1024;

const verdictSchema = v.object({ verdict: v.picklist(["passed", "stopped"]) });

/** `undefined` when the snapshot in `dir` was never validated. */
export async function readVerdict(dir: string): Promise<"passed" | "stopped" | undefined> {
  const text = await readBounded(join(dir, VALIDATION_FILE), MAX_BYTES).then(String, () => "{}");
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), verdictSchema), text);
  return parsed.success ? parsed.output.verdict : undefined;
}
