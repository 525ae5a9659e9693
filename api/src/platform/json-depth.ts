// How deep a JSON text nests, seen before it is parsed.

/** Deepest nesting that is parsed; no body of this API needs more than six levels. */
const MOST_DEPTH = 32;
/** A text of this many characters cannot nest deep enough to matter, whatever is in it. */
const HARMLESS_CHARACTERS = 4096;

export const TOO_DEEP = `The JSON may nest ${MOST_DEPTH} levels deep.`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/** Whether some value of a long JSON text lies more than 32 levels deep. A text that is no JSON may get either answer. */
export function isTooDeep(text: string): boolean {
  if (text.length <= HARMLESS_CHARACTERS) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code === OPEN_LIST || code === OPEN_OBJECT) && ++depth > MOST_DEPTH) return true;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** The place of the quote that ends the string which begins at `start`; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((end - before) % 2 === 0) return end;
  }
}
