// Saves the shop's standing rules, and tries proposed ones on a list.
import type { RulesVersion, Store } from "@aisle/store";
import { parseTime } from "@aisle/contract";
import { Problem } from "../platform/problem.ts";
import type { Question } from "../recommendations/question.ts";
import { type ListSources, makeList } from "../recommendations/service.ts";
import { stretchAt } from "./in-force.ts";
import type { PreviewQuestion, Rule, RulesBody, SavedRules } from "./schema.ts";
import { readRules, type StandingRules } from "./standing-rules.ts";
import { warningsOf } from "./warnings.ts";

export interface RulesServices extends ListSources {
  readonly store: ListSources["store"] &
    Pick<Store, "saveRules" | "newestRules" | "rulesOf" | "listRulesVersions">;
  readonly standing: StandingRules;
}

/** The newest rules of the store, which this process applies from then on. */
export async function currentRules({ standing, models }: RulesServices): Promise<SavedRules> {
  await standing.follow();
  const { saved, rules, unreadable } = standing.newest;
  return {
    version: standing.version,
    ...(saved && { savedBy: saved.savedBy, savedAt: new Date(saved.savedAt).toISOString() }),
    ...(saved?.note !== undefined && { note: saved.note }),
    rules: [...rules],
    warnings: [...unreadable, ...warningsOf(rules, models.current?.recommender)],
  };
}

/** Throws the `Problem` of whoever expected another version than the newest one. */
export async function saveRules(
  services: RulesServices,
  { rules, note, expectedVersion }: RulesBody,
  savedBy: string,
): Promise<SavedRules> {
  const { store } = services;
  const given = { rules, savedBy, ...(note !== undefined && { note }) };
  if ((await store.saveRules(given, expectedVersion)) === undefined) {
    const newest = await store.newestRules(0);
    // Who did not hear of a save that was done, and sends it again, is told of it.
    const isDone =
      newest?.version === expectedVersion + 1 &&
      Bun.deepEquals([newest.rules, newest.savedBy, newest.note], [rules, savedBy, note]);
    if (!isDone) throw rulesChanged(newest, expectedVersion);
  }
  return await currentRules(services);
}

function rulesChanged(newest: RulesVersion | undefined, expected: number): Problem {
  const version = newest?.version ?? 0;
  const by =
    newest === undefined
      ? "None were ever saved"
      : `Version ${version} was saved by ${newest.savedBy} at ${new Date(newest.savedAt).toISOString()}`;
  return new Problem(
    "rules-changed",
    `${by}, and you expected version ${expected}. Read GET /v1/rules, make your change to those, and save them with expectedVersion ${version}.`,
    { members: { version } },
  );
}

/** One version as it was saved. Throws the `Problem` of one that is not kept. */
export async function rulesVersion({ store }: RulesServices, version: number) {
  const stored = await store.rulesOf(version);
  if (stored === undefined)
    throw new Problem(
      "unknown-version",
      `There is no version ${version} of the rules, or no longer: GET /v1/rules/versions lists those that are kept.`,
    );
  return { ...toldOf(stored), rules: [...readRules(stored).rules] };
}

export const toldOf = ({ version, count, savedBy, savedAt, note }: RulesVersion) => ({
  version,
  count,
  savedBy,
  savedAt: new Date(savedAt).toISOString(),
  ...(note !== undefined && { note }),
});

/** One list by the saved rules and by proposed ones, as they are at a time. Nothing of it is counted. */
export async function preview(
  services: RulesServices,
  {
    rules,
    question,
    at,
  }: { readonly rules: readonly Rule[]; readonly question: Question; readonly at?: string },
) {
  const { standing, models, clock } = services;
  const now = at === undefined ? clock() : parseTime(at);
  const by = async (some: readonly Rule[]) => {
    const { inForce } = stretchAt(some, now);
    return (await makeList(services, question, () => inForce)).list;
  };
  await standing.follow();
  return {
    version: standing.version,
    saved: await by(standing.newest.rules),
    proposed: await by(rules),
    warnings: warningsOf(rules, models.current?.recommender),
  };
}

/** What a preview asks, as a request for such a list would. */
export function questionOf(asked: PreviewQuestion): Question {
  switch (asked.list) {
    case "personal": {
      const { list, session = [], ...rules } = asked;
      return { placement: list, session, rules };
    }
    case "trending": {
      const { list, ...rules } = asked;
      return { placement: list, rules };
    }
    case "cart": {
      const { list, itemIds, ...rules } = asked;
      return { placement: list, itemIds, rules };
    }
    default: {
      const { list, itemId, ...rules } = asked;
      return { placement: list, itemIds: [itemId], rules };
    }
  }
}
