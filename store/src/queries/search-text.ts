// How texts are compared in a search, whatever the database: without case, accents and forms of the same character.

/** What Unicode does not take apart (https://www.unicode.org/reports/tr15/), and what keyboards and typesetters tell apart. */
const CHARACTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ı: "i",
  ł: "l",
  þ: "th",
  ς: "σ",
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‹": "'",
  "›": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "‐": "-",
  "–": "-",
  "—": "-",
  "−": "-",
  "⁄": "/",
};
const REPLACED = new RegExp(`[${Object.keys(CHARACTERS).join("")}]`, "gu");
/** Accents of Latin, Greek and Cyrillic, vowel marks of Hebrew and Arabic; marks of other scripts make other letters. */
const MARKS = String.raw`\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0655\u0670`;
/** Soft hyphens, joiners and the like, the stroke that widens Arabic words, and the zero that ends a text for SQLite. */
const INVISIBLE = String.raw`\p{Default_Ignorable_Code_Point}\u0640\u0000`;
const IGNORED = new RegExp(`[${MARKS}${INVISIBLE}]`, "gu");
const ASCII = /^[\u0020-\u007e]*$/u;

/** The text as it is searched in and for: "Café" in any form, "CAFE" and "cafe" are the same. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replaceAll(IGNORED, "")
    .toLowerCase()
    .replaceAll(IGNORED, "")
    .replaceAll(REPLACED, (character) => CHARACTERS[character] ?? character)
    .normalize("NFC");
}
