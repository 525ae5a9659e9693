import { expect, test } from "bun:test";
import fc from "fast-check";
import { CandidateChoice } from "./candidates.ts";
import { Votes } from "./votes.ts";

const ITEMS = 60;
const choice = new CandidateChoice();
const blend = { transitions: 1, cooccurrence: 1, content: 0.5, popularity: 0.2 };

/** Few different values, so that many items have the same score. */
const value = fc.constantFrom(0, 0.01, 0.3, 0.30000001, 1, 7, 1e-20);

test("candidates are the best of all that the rules allow, in order, whatever the rules forbid", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: ITEMS, maxLength: ITEMS }),
      fc.array(fc.constantFrom(0, 0, 0.1, 0.5, 1), { minLength: ITEMS - 5, maxLength: ITEMS - 5 }),
      fc.uniqueArray(fc.nat(ITEMS - 1)),
      fc.option(fc.constantFrom(0.1, 1, 9), { nil: undefined }),
      fc.integer({ min: 1, max: ITEMS }),
      (content, popularities, forbidden, factor, count) => {
        const popularity = Float32Array.from(popularities);
        const order = Uint32Array.from(popularity.keys()).sort(
          (a, b) => popularity[b]! - popularity[a]! || a - b,
        );
        const votes = new Votes();
        votes.ensure(ITEMS);
        content.forEach((vote, item) => {
          if (vote > 0) votes.addContent(item, vote);
        });
        const out = new Set(forbidden);
        const boost = factor === undefined ? undefined : (item: number) => (item % 3 === 0 ? factor : 1);
        const rules = {
          allows: (item: number) => !out.has(item),
          boost,
          greatestBoost: Math.max(1, factor ?? 1),
        };
        const found = choice.find({
          votes,
          blend,
          popular: { popularity, order },
          catalogueSize: ITEMS,
          rules,
          count,
          also: [],
        });
        const score = (item: number): number =>
          blend.content * Math.fround(content[item]!) + blend.popularity * (popularity[item] ?? 0);
        const boosted = (item: number): number => score(item) * (boost?.(item) ?? 1);
        const expected = Array.from({ length: ITEMS }, (_, item) => item)
          .filter((item) => !out.has(item))
          .sort((a, b) => boosted(b) - boosted(a) || a - b)
          .slice(0, count);
        expect(Array.from(found.item)).toEqual(expected);
        expect(Array.from(found.blend)).toEqual(expected.map(score));
      },
    ),
    { numRuns: 1000 },
  );
});
