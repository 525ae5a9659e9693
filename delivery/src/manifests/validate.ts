// kubeconform, on schemas of our own making.
import { join } from "node:path";
import type { Manifest } from "./flux.ts";
import { kubeconform } from "./programs.ts";
import { TEMPLATE } from "./schema-files.ts";

/** What is wrong with the objects, a line each; nothing for a kind without a schema is wrong, too. */
export async function faultsOf(objects: readonly Manifest[], schemas: string): Promise<string[]> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  const location = `-schema-location=${join(schemas, TEMPLATE)}`;
  const child = Bun.spawn([kubeconform(), "-strict", "-output=json", location, "-"], {
    stdin: new Blob([JSON.stringify(list)]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, complaint] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  // It ends with 1 when it found something, which it then says on stdout.
  if (said.trim() === "") throw new Error(`kubeconform ended with ${child.exitCode}: ${complaint}`);
  const { resources = [] } = JSON.parse(said) as { readonly resources?: readonly Finding[] };
  return resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg.replace(PREAMBLE, "")}`);
}

/** What it says before it comes to the point. */
const PREAMBLE = /^problem validating schema.*? jsonschema validation failed with '[^']*' - /s;

interface Finding {
  readonly kind: string;
  readonly name: string;
  readonly msg: string;
}
