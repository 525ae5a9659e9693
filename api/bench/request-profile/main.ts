// Run by hand, after `make bench-serving` has made them: where the time of a personalised list goes.
// `bun api/bench/request-profile/main.ts BUNDLE STORE.db`
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What a frame belongs to, by its file or, in the engine, by its name; the innermost that is known counts. */
const PHASES: readonly (readonly [phase: string, pattern: RegExp])[] = [
  ["serialise", /^json /],
  ["read the body", /platform\/(body|json-depth)\.ts/],
  ["validate", /platform\/validate\.ts|node_modules\/valibot/],
  ["history from the store", /\/store\/src\//],
  ["ids to indices", /recommendations\/(question|entries)\.ts|catalogue\/catalogue\.ts/],
  ["weigh visits", /scorer\/visits\.ts/],
  ["candidates: votes", /scorer\/votes\.ts/],
  ["candidates: the best", /scorer\/(candidates|row-order|final-order)\.ts|graphs\/top-k\.ts/],
  ["features", /scorer\/(features|comparisons|contributions|closeness)\.ts|graphs\/incoming\.ts/],
  ["forest", /wasm-function|recommender\/src\/forest\//],
  ["rules and habits", /recommender\/src\/(rules|kinds)\//],
  ["reasons and the answer's items", /scorer\/reasons\.ts|recommendations\/service\.ts/],
  ["candidates: the rest", /scorer\/recommender\.ts/],
  ["keys, metrics, framework", /node_modules\/|api\/src\//],
];

const step = join(import.meta.dir, "requests.step.ts");
const [bundle, store] = process.argv.slice(2);
if (bundle === undefined || store === undefined) {
  process.stderr.write("Usage: bun api/bench/request-profile/main.ts BUNDLE STORE.db\n");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "aisle-profile-"));
try {
  const options = [
    "--cpu-prof",
    "--cpu-prof-dir",
    folder,
    "--cpu-prof-name",
    "profile",
    "--cpu-prof-interval",
    "250",
  ];
  const child = Bun.spawnSync([process.execPath, ...options, step, bundle, store], { stderr: "inherit" });
  if (!child.success) throw new Error("the requests could not be asked");
  const microseconds = Number(child.stdout.toString());
  const profile = JSON.parse(readFileSync(join(folder, "profile"), "utf8")) as Profile;
  for (const line of table(profile, microseconds)) process.stdout.write(`${line}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** The samples of the second half, when all is compiled, as shares of a request's processor time. */
function table({ nodes, samples, timeDeltas }: Profile, microseconds: number): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const phaseOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = byId.get(at)!.callFrame;
      const found = PHASES.find(([, pattern]) => pattern.test(`${functionName} ${url}`));
      if (found !== undefined) return found[0];
    }
    return "the runtime";
  };
  const times = new Map<string, number>(
    [...PHASES.map(([phase]) => phase), "the runtime"].map((phase) => [phase, 0]),
  );
  let total = 0;
  for (let at = samples.length >> 1; at < samples.length; at++) {
    const phase = phaseOf(samples[at]!);
    times.set(phase, times.get(phase)! + timeDeltas[at]!);
    total += timeDeltas[at]!;
  }
  return [
    "| phase | µs |",
    "| --- | --- |",
    ...Array.from(times, ([phase, time]) => `| ${phase} | ${((time / total) * microseconds).toFixed(1)} |`),
    `| in all | ${microseconds.toFixed(1)} |`,
  ];
}
