import { describe, expect, test } from "bun:test";
import { EVENT_TYPES, type Saying } from "@aisle/recommender";
import { type ReasonTexts, reasonTexts, SPOKEN } from "./texts.ts";

const TITLE = "Steel Espresso Machine, Rust, 2 Cup ".repeat(20).trimEnd();
const NAMELESS: ReadonlySet<string> = new Set<Saying>(["again", "popular", "trending", "pinned"]);

const sayingsOf = (texts: ReasonTexts) => Object.entries(texts) as [Saying, ReasonTexts[Saying]][];

describe.each(SPOKEN)("in %s, every reason", (language) => {
  const texts = reasonTexts(language)!;

  test("names the whole title, however long, where it is about an item", () => {
    for (const [saying, text] of sayingsOf(texts))
      for (const did of EVENT_TYPES)
        expect(text({ title: TITLE, did }).includes(TITLE)).toBe(!NAMELESS.has(saying));
  });

  test("differs from every other one", () => {
    const all = sayingsOf(texts).map(([, text]) => text({ title: "Moka Pot", did: "view" }));
    expect(new Set(all).size).toBe(all.length);
    const led = EVENT_TYPES.map((did) => texts.led({ title: "Moka Pot", did }));
    expect(new Set(led).size).toBe(led.length);
  });
});

test.each([
  ["en", "You might also like it because you bought “Moka Pot”"],
  ["en-GB", "You might also like it because you bought “Moka Pot”"],
  ["de", "Könnte Ihnen gefallen, weil Sie „Moka Pot“ gekauft haben"],
  ["de-AT", "Könnte Ihnen gefallen, weil Sie „Moka Pot“ gekauft haben"],
])("a locale has the sentences of its language: %s", (locale, sentence) => {
  expect(reasonTexts(locale)?.led({ title: "Moka Pot", did: "purchase" })).toBe(sentence);
});

test.each(["fr", "", "constructor", "EN"])("nobody wrote those of %p", (locale) => {
  expect(reasonTexts(locale)).toBeUndefined();
});
