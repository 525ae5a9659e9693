// The programs that look at manifests: those of scripts/go-tools, or this machine's.
import { ROOT, program } from "@aisle/testcluster";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A folder of requirements/go → the program of it that is wanted. */
const WANTED: Readonly<Record<string, string>> = {
  kubeconform: "kubeconform",
  prometheus: "promtool",
  kubernetes: "kubectl",
};
const BUILD_MS = 3_600_000;

/** The path of a program; undefined when it is not there. */
export function find(name: string): string | undefined {
  const built = join(ROOT, ".tools/go/bin", name);
  return existsSync(built) ? built : (Bun.which(name) ?? undefined);
}

function found(name: string): string {
  const path = find(name);
  if (path === undefined) throw new Error(`There is no ${name}.`);
  return path;
}

export const kubectl = (): string => found("kubectl");
export const kubeconform = (): string => found("kubeconform");
export const promtool = (): string => found("promtool");

/** Builds what is not there. */
export async function bringPrograms(): Promise<void> {
  const missing = Object.entries(WANTED).filter(([, name]) => find(name) === undefined);
  if (missing.length === 0) return;
  await program([join(ROOT, "scripts/go-tools"), ...missing.map(([module]) => module)], {
    timeoutMs: BUILD_MS,
  });
}
