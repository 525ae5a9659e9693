// Reads Python literals: the 2014 Amazon metadata are `repr()`s of dictionaries, one per line, not JSON.

const NAMES: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
};
const MAX_DEPTH = 100;

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/**
 * The value of a Python literal of dictionaries, lists, tuples (as lists), strings, numbers, `True`, `False` and
 * `None`. Throws `SyntaxError` with the position on anything else; nothing is ever evaluated.
 */
export function parsePythonLiteral(text: string): Value {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > MAX_DEPTH) throw this.#fault("nested too deeply");
    const next = this.#peek();
    if (next === "{") return this.#dictionary(depth);
    if (next === "[") return this.#list("[", "]", depth);
    if (next === "(") return this.#list("(", ")", depth);
    const string = this.#match(/[uUbBrR]{0,2}(?=['"])/y);
    if (string !== undefined) return this.#string(/r/i.test(string));
    const number = this.#match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?L?/y);
    if (number !== undefined) return Number(number.replace("L", ""));
    const name = this.#match(/[A-Za-z_]\w*/y) ?? "";
    const constant = NAMES[name];
    if (constant === undefined) throw this.#fault("not a literal");
    return constant;
  }

  end(): void {
    if (this.#peek() !== undefined) throw this.#fault("text after the value");
  }

  #dictionary(depth: number): Value {
    const entries: [string, Value][] = [];
    this.#expect("{");
    while (!this.#take("}")) {
      const key = this.value(depth + 1);
      if (typeof key !== "string" && typeof key !== "number") throw this.#fault("not a key");
      this.#expect(":");
      entries.push([String(key), this.value(depth + 1)]);
      if (!this.#take(",") && this.#peek() !== "}") throw this.#fault("expected , or }");
    }
    // Not assigned key by key: a key called __proto__ must stay a key.
    return Object.fromEntries(entries);
  }

  #list(open: string, close: string, depth: number): Value[] {
    const values: Value[] = [];
    this.#expect(open);
    while (!this.#take(close)) {
      values.push(this.value(depth + 1));
      if (!this.#take(",") && this.#peek() !== close) throw this.#fault(`expected , or ${close}`);
    }
    return values;
  }

  #string(raw: boolean): string {
    const quote = this.#text[this.#at++]!;
    let value = "";
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) throw this.#fault("unterminated string");
      if (character === quote) return value;
      value += character === "\\" ? this.#escape(raw) : character;
    }
  }

  /** What the backslash before the current position stands for. */
  #escape(raw: boolean): string {
    const next = this.#text[this.#at];
    if (next === undefined) throw this.#fault("unterminated string");
    if (raw) {
      this.#at++;
      return `\\${next}`;
    }
    const hex = this.#match(/x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y, false);
    if (hex !== undefined) return this.#character(Number.parseInt(hex.slice(1), 16));
    const octal = this.#match(/[0-7]{1,3}/y, false);
    if (octal !== undefined) return this.#character(Number.parseInt(octal, 8));
    this.#at++;
    if (next === "\\" || next === "'" || next === '"') return next;
    // As Python does, an unknown escape stands for itself.
    return ESCAPES[next] ?? `\\${next}`;
  }

  #character(codePoint: number): string {
    if (codePoint > 0x10ffff) throw this.#fault("no such character");
    return String.fromCodePoint(codePoint);
  }

  #peek(): string | undefined {
    this.#match(/\s*/y, false);
    return this.#text[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#fault(`expected ${character}`);
  }

  /** The text that the sticky `pattern` matches at the current position, after spaces unless told otherwise. */
  #match(pattern: RegExp, skipSpaces = true): string | undefined {
    if (skipSpaces) this.#peek();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fault(what: string): SyntaxError {
    return new SyntaxError(`${what} at position ${this.#at}`);
  }
}
