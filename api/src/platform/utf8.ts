// Tells texts that are UTF-8 from bytes that are not, and where they break.
import { isUtf8 } from "node:buffer";

const DECODER = new TextDecoder();

/** The text, without a byte order mark; or which byte, counted from 0, begins what is no UTF-8. */
export function readUtf8(bytes: Uint8Array): { readonly text: string } | { readonly broken: string } {
  if (isUtf8(bytes)) return { text: DECODER.decode(bytes) };
  const at = brokenAt(bytes);
  return { broken: `byte ${at} is 0x${bytes[at]!.toString(16).toUpperCase().padStart(2, "0")}` };
}

function brokenAt(bytes: Uint8Array): number {
  // The longest start that something could follow…
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (canStart(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // …and in it the character that never came to its end.
  while (!isUtf8(bytes.subarray(0, good))) good--;
  return good;
}

function canStart(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
