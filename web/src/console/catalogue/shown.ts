// Whether lists may show a product, and why not. The API itself is asked, by pinning the product in a preview.
import type { Client, Item, Rule } from "@aisle/client";
import { ask, type Told } from "../ask.ts";
import { listsText, ruleName, stateOf, whenText } from "../rules/words.ts";

/** Rules that are tried one by one. */
const MAX_TRIED = 40;

/** Sentences on what keeps the product out of lists; none when lists may show it. */
export async function whyNotShown(
  client: Pick<Client, "getRules" | "previewRules">,
  item: Item,
  now: number,
): Promise<Told<string[]>> {
  const reasons: string[] = [];
  // Neither the model nor rules are asked for what no list may show.
  if (item.hidden === true)
    return { ok: true, value: ["It is hidden: set `hidden` to false to sell it again."] };
  if (item.stock === 0)
    reasons.push("It is sold out: lists leave it out, unless a request asks for what is sold out, too.");
  const saved = await ask(client.getRules());
  if (!saved.ok) return saved;
  const hiding = saved.value.rules.filter((rule) => mayHide(rule) && stateOf(rule, now) !== "over");
  const free = await isListed(client, item, []);
  if (!free.ok) return free;
  if (!free.value)
    return {
      ok: true,
      value: [...reasons, "The model that serves does not know it yet, and no list can hold it."],
    };
  const all = hiding.map(everywhere);
  const listed = all.length === 0 ? free : await isListed(client, item, all);
  if (!listed.ok) return listed;
  if (!listed.value) reasons.push(...(await hidingRules(client, item, hiding, now)));
  return { ok: true, value: reasons };
}

const mayHide = ({ none, excludeItemIds, minStock }: Rule): boolean =>
  none !== undefined || excludeItemIds !== undefined || minStock !== undefined;

/** What of the rule hides products, in every list and at any time. */
const everywhere = ({ none, excludeItemIds, minStock }: Rule): Rule => ({
  ...(none && { none }),
  ...(excludeItemIds && { excludeItemIds }),
  ...(minStock !== undefined && { minStock }),
});

/** Whether a list by these rules alone holds the product when it is pinned. */
async function isListed(
  client: Pick<Client, "previewRules">,
  { itemId }: Item,
  rules: readonly Rule[],
): Promise<Told<boolean>> {
  const question = { list: "personal", pin: [itemId], limit: 1, filter: { inStock: false } } as const;
  const preview = await ask(client.previewRules({ rules, question }));
  return preview.ok
    ? { ok: true, value: preview.value.proposed.items.some((entry) => entry.itemId === itemId) }
    : preview;
}

async function hidingRules(
  client: Pick<Client, "previewRules">,
  item: Item,
  rules: readonly Rule[],
  now: number,
): Promise<string[]> {
  const found: string[] = [];
  for (const rule of rules.slice(0, MAX_TRIED)) {
    const listed = await isListed(client, item, [everywhere(rule)]);
    if (!listed.ok || listed.value) continue;
    const verb = stateOf(rule, now) === "in force" ? "hides" : "will hide";
    found.push(
      `The rule “${ruleName(rule)}” ${verb} it (${listsText(rule).replace(/^I/, "i")}, ${whenText(rule)}).`,
    );
  }
  return found.length > 0 ? found : ["Rules hide it: see which under Rules."];
}
