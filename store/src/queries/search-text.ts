// How texts are compared in a search, whatever the database: without case, accents and forms of the same character.

/** Letters that Unicode does not take apart: https://www.unicode.org/reports/tr15/ */
const LETTERS: Readonly<Record<string, string>> = {
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
};
const WITHOUT_PARTS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
/** Accents of Latin, Greek and Cyrillic; marks of other scripts make other letters. */
const ACCENTS = /[\u0300-\u036f]/gu;
const ASCII = /^[\u0020-\u007e]*$/u;

/** The text as it is searched in and for: "Café" in any form, "CAFE" and "cafe" are the same. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replaceAll(ACCENTS, "")
    .toLowerCase()
    .replaceAll(ACCENTS, "")
    .replaceAll(WITHOUT_PARTS, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");
}
