// The peers: ItemKNN, ALS and BPR of the Python package implicit, tuned on the label window and asked on the holdout.
import { byProduct, type Interactions } from "@aisle/recommender";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { DatedCase } from "../../src/train/cases.ts";
import type { TrainingData } from "../../src/train/challenger.ts";
import { type Measured, measureLists } from "./measured.ts";

/** A model of peers.py and its parameters there. */
export type Fit = Readonly<Record<string, number | string>> & {
  readonly algorithm: string;
  /** "yes" where what a customer knows may be listed again. */
  readonly again: string;
};

export interface Peer {
  readonly name: string;
  /** Everything that is tried on the label window. */
  readonly grid: readonly Fit[];
}

export interface TunedPeer {
  readonly fit: Fit;
  readonly labelNdcg: number;
  readonly tried: number;
  readonly measured: Measured;
}

/** Every combination of the values given per parameter. */
export function combinations(values: Readonly<Record<string, readonly (number | string)[]>>): Fit[] {
  let fits: Record<string, number | string>[] = [{}];
  for (const [name, choices] of Object.entries(values))
    fits = fits.flatMap((fit) => choices.map((choice) => ({ ...fit, [name]: choice })));
  return fits.map((fit) => ({
    ...fit,
    algorithm: String(fit["algorithm"]),
    again: String(fit["again"]),
  }));
}

/** What is tried. `again`: customers of this shop take what they know. */
export function peers(quick: boolean, again: boolean): Peer[] {
  const few = <T>(values: readonly T[]): readonly T[] => (quick ? values.slice(0, 1) : values);
  const known = { again: again ? ["yes", "no"] : ["no"] };
  return [
    {
      name: "ItemKNN",
      grid: combinations({
        ...known,
        algorithm: few(["cosine", "tfidf", "bm25"]),
        K: few([100, 50, 200, 500]),
      }),
    },
    {
      name: "implicit ALS",
      grid: combinations({
        ...known,
        algorithm: ["als"],
        factors: few([64, 128, 256]),
        regularization: few([10, 1, 100]),
        alpha: few([40, 100]),
      }),
    },
    {
      name: "implicit BPR",
      grid: combinations({
        ...known,
        algorithm: ["bpr"],
        factors: few([128, 256]),
        learning_rate: few([0.1, 0.05, 0.2]),
        regularization: few([0.03, 0.1]),
      }),
    },
  ];
}

/**
 * Chooses each peer's parameters on the label window with the graphs' own history, fits the chosen ones on everything
 * before the holdout and measures their lists there. The peers know products as the models do, with all their events.
 * They know no strangers, nor what is popular of late: customers without a history get the list of `popularity` from
 * them, which has one list per case of a window.
 */
export async function measurePeers(
  data: TrainingData,
  candidates: readonly Peer[],
  popularity: { readonly labels: Measured; readonly holdout: Measured },
  python: string,
  write: (line: string) => void,
): Promise<TunedPeer[]> {
  const { split, beforeHoldout, labelCases, holdoutCases, items } = data;
  const measure = async (
    fits: readonly Fit[],
    before: Interactions,
    cases: readonly DatedCase[],
    fallback: Measured,
  ): Promise<Measured[]> => {
    const lists = await askPython(python, fits, byProduct(before, items), questionsOf(cases), write);
    return fits.map((fit, at) => {
      const answers = lists[at]!.values();
      const all = cases.map(({ history }, of) =>
        history.length === 0 ? fallback.lists[of]! : answers.next().value!,
      );
      return measureLists(fit.algorithm, all, cases, items.length);
    });
  };

  const grid = candidates.flatMap((peer) => peer.grid);
  const tried = await measure(grid, split.history, labelCases, popularity.labels);
  const labelNdcg = new Map(grid.map((fit, at) => [fit, tried[at]!.ndcgAt10]));
  const chosen = candidates.map((peer) =>
    peer.grid.reduce((best, fit) => (labelNdcg.get(fit)! > labelNdcg.get(best)! ? fit : best)),
  );
  const final = await measure(chosen, beforeHoldout, holdoutCases, popularity.holdout);
  return chosen.map((fit, at) => ({
    fit,
    labelNdcg: labelNdcg.get(fit)!,
    tried: candidates[at]!.grid.length,
    measured: { ...final[at]!, name: candidates[at]!.name },
  }));
}

interface Question {
  readonly customer: number;
  readonly history: readonly number[];
}

function questionsOf(cases: readonly DatedCase[]): Question[] {
  return cases
    .filter(({ history }) => history.length > 0)
    .map(({ customer, history }) => ({
      customer,
      history: Array.from(new Set(history.map(({ item }) => item))),
    }));
}

const listsSchema = v.array(v.array(v.array(v.number())));

async function askPython(
  python: string,
  fits: readonly Fit[],
  before: Interactions,
  questions: readonly Question[],
  write: (line: string) => void,
): Promise<number[][][]> {
  const dir = await mkdtemp(join(tmpdir(), "aisle-peers-"));
  try {
    const [task, lists] = [join(dir, "task.json"), join(dir, "lists.json")];
    const pairs = { customer: customerColumn(before), item: Array.from(before.item) };
    await writeFile(task, JSON.stringify({ customers: before.customers, pairs, questions, fits }));
    const script = join(import.meta.dir, "peers.py");
    const child = Bun.spawn([python, script, task, lists], {
      // The package's own threads would otherwise fight with those of its linear algebra.
      env: { ...process.env, OPENBLAS_NUM_THREADS: "1" },
      stdout: "pipe",
      stderr: "inherit",
    });
    write((await child.stdout.text()).trimEnd());
    if ((await child.exited) !== 0) throw new Error(`${script} failed (above)`);
    return v.parse(listsSchema, JSON.parse(await readFile(lists, "utf8")));
  } finally {
    await rm(dir, { recursive: true });
  }
}

function customerColumn({ customers, offsets, item }: Interactions): number[] {
  const column = new Uint32Array(item.length);
  for (let customer = 0; customer < customers; customer++)
    column.fill(customer, offsets[customer], offsets[customer + 1]);
  return Array.from(column);
}
