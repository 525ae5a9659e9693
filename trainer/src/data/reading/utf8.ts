// Refuses text that is not UTF-8, with the place of the byte.
import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { DataError } from "../errors.ts";

/** Throws `DataError` "unreadable" unless `bytes`, whole lines of the file from `line` on, are UTF-8. */
export function requireUtf8(path: string, bytes: Buffer, line: number): void {
  if (isUtf8(bytes)) return;
  let start = 0;
  for (let at = line; ; at++) {
    const end = bytes.indexOf(10, start);
    const text = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(text) || end === -1) {
      const byte = firstWrong(text);
      const code = text[byte]!.toString(16).toUpperCase();
      throw new DataError(
        "unreadable",
        `${basename(path)} is not UTF-8: line ${at}, byte ${byte + 1} is 0x${code}. ` +
          'Say its "encoding" in mapping.json ("windows-1252", "latin1" or "utf-16"), or write it as UTF-8',
      );
    }
    start = end + 1;
  }
}

/** The place of the first byte that begins no character; `bytes` are not UTF-8. */
function firstWrong(bytes: Buffer): number {
  let sound = 0;
  let wrong = bytes.length;
  while (wrong - sound > 1) {
    const middle = (sound + wrong) >> 1;
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) sound = middle;
    else wrong = middle;
  }
  return wholeCharacters(bytes.subarray(0, sound));
}

/** The length of `bytes` without a character at their end that may be cut. */
export function wholeCharacters(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && (bytes[end - 1]! & 0xc0) === 0xc0 ? end - 1 : bytes.length;
}
