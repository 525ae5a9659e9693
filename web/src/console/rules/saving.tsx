// Saves rules, and tells an operator what became of it.
import type { SavedRules } from "@aisle/client";
import { redirect } from "../http.ts";
import type { Shop } from "../../shop.ts";
import { ask, type Told } from "../ask.ts";
import { troublePage } from "../frame.tsx";
import { RULES_PATH } from "../paths.ts";

/** The longest note that the API takes. */
export const MAX_NOTE = 1_000;

export const GONE = {
  kind: "missing",
  status: 404,
  text: "The rule is not there any more: somebody changed or removed it. See which there are under Rules.",
  errors: [],
} as const;

export const saveRules = (
  { client }: Shop,
  rules: SavedRules["rules"],
  expectedVersion: number,
  note: string,
): Promise<Told<SavedRules>> =>
  ask(client.saveRules({ rules, expectedVersion, ...(note.trim() !== "" && { note: note.trim() }) }));

/** Leads to the rules with the version that was saved. */
export const toSaved = ({ version }: SavedRules): Response => redirect(`${RULES_PATH}?done=${version}`);

export const changedText = ({ version, savedBy = "somebody" }: SavedRules): string =>
  `Meanwhile ${savedBy} saved version ${version}.`;

/** The answer to a save that has no form of its own to come back to. */
export async function answerTo(shop: Shop, saved: Told<SavedRules>, title: string): Promise<Response> {
  if (saved.ok) return toSaved(saved.value);
  const { trouble } = saved;
  if (trouble.kind !== "changed") return troublePage(shop, "Rules", title, trouble);
  const newest = await ask(shop.client.getRules());
  const text = newest.ok ? changedText(newest.value) : trouble.text;
  return troublePage(shop, "Rules", title, {
    ...trouble,
    text: `${text} Look at them under Rules, then do it again.`,
  });
}
