import { expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "./search-text.ts";

test.each([
  ["Café", "cafe"],
  ["Cafe\u0301", "cafe"],
  ["CAFÉ", "cafe"],
  ["ﬁlm ①", "film 1"],
  ["Straße STRAẞE", "strasse strasse"],
  ["Ærø Œuvre Łódź Đ", "aero oeuvre lodz d"],
  ["İstanbul ısı", "istanbul isi"],
  ["Ёлка Ά", "елка α"],
  ["가방", "가방"],
  ["ガラス", "ガラス"],
  ["ΟΔΟΣ οδοσ οδος", "οδοσ οδοσ οδοσ"],
  ["كِتَاب كـتـاب أحمد", "كتاب كتاب احمد"],
  ["שָׁלוֹם", "שלום"],
  ["Espresso\u00adtasse a\u200bb", "espressotasse ab"],
  ["❤\ufe0f", "❤"],
  ["Men’s “T‑Shirt” „L“ «XL» 3–4 ½", `men's "t-shirt" "l" "xl" 3-4 1/2`],
  ["cup\u0000", "cup"],
])("%s is compared as %s", (text, folded) => expect(fold(text)).toBe(folded));

test("every form of a text is the same, and folding twice is folding once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const folded = fold(text);
      for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) expect(fold(text.normalize(form))).toBe(folded);
      expect(fold(folded)).toBe(folded);
    }),
    { numRuns: 500, seed: 3 },
  );
});
