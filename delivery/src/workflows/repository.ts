// What .github/ says, as its tests read it.
import { ROOT } from "@aisle/testcluster";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Job {
  readonly uses?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly run?: string; readonly uses?: string }[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const GITHUB = join(ROOT, ".github");
const read = (path: string): string => readFileSync(join(GITHUB, path), "utf8");
const filesOf = (folder: string): string[] => readdirSync(join(GITHUB, folder)).toSorted();

export const workflows: readonly Workflow[] = filesOf("workflows").map(
  (file) => Bun.YAML.parse(read(join("workflows", file))) as Workflow,
);

/** Each line of workflows and actions that uses an action of somebody else. */
export const usesOfOthers: readonly string[] = [
  ...filesOf("workflows").map((file) => join("workflows", file)),
  ...filesOf("actions").map((folder) => join("actions", folder, "action.yml")),
]
  .flatMap((path) => read(path).split("\n"))
  .filter((line) => /^\s*(?:- )?uses: (?!\.\/)/.test(line))
  .map((line) => line.trim().replace(/^(?:- )?uses: /, ""));

/** What a workflow's steps tell `make`: a target and settings, without those that only GitHub knows. */
export function makesOf({ jobs }: Workflow): string[] {
  return Object.values(jobs)
    .flatMap(({ steps = [] }) => steps.flatMap(({ run = "" }) => run.split("\n")))
    .flatMap((line) => [...line.matchAll(/\bmake (?:--silent )?([a-z-]+(?: [A-Z]+=[\w,.-]+(?= |$))*)/g)])
    .map(([, told = ""]) => told);
}

export interface Ruleset {
  readonly name: string;
  readonly target: "branch" | "tag";
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly bypass_actors: readonly { readonly actor_type: string; readonly actor_id: number | null }[];
  readonly rules: readonly {
    readonly type: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  }[];
}

export const rulesets: readonly { readonly file: string; readonly ruleset: Ruleset }[] = filesOf(
  "rulesets",
).map((file) => ({ file, ruleset: JSON.parse(read(join("rulesets", file))) as Ruleset }));
