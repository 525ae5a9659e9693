// Copies a product feed in XML (RSS 2.0, Atom) into one JSON object for each entry, each after the line that it began on.
// The parser knows no entities but those of XML itself, so that nothing grows by being expanded.
import { basename } from "node:path";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { DataError } from "../errors.ts";
import { MAX_OBJECT } from "./json.ts";

/** Namespace of the attributes of Google's product data. */
const GOOGLE = "http://base.google.com/ns/1.0";
const ENTRIES: ReadonlySet<string> = new Set(["item", "entry"]);
/** Elements inside one another, and attributes of an entry. */
const MAX_DEPTH = 50;
const MAX_ATTRIBUTES = 1000;

/** Takes an XML file block by block. */
export class XmlCopier {
  readonly #path: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #output: string[] = [];
  #depth = 0;
  /** The entry that is being read, and where it began. */
  #entry: { readonly values: Map<string, string>; readonly depth: number; readonly line: number } | undefined;
  /** The attribute of it that is being read. */
  #attribute: { readonly name: string; readonly isGoogles: boolean } | undefined;
  #text = "";
  #googles = new Set<string>();
  rows = 0;
  /** The longest line of the copy, in bytes. */
  longest = 0;

  constructor(path: string) {
    this.#path = path;
    this.#parser.on("error", (error) => {
      throw new DataError("unreadable", `${basename(path)} is not well-formed XML: ${error.message}`);
    });
    this.#parser.on("opentag", (tag) => this.#open(tag));
    this.#parser.on("text", (text) => this.#add(text));
    this.#parser.on("cdata", (text) => this.#add(text));
    this.#parser.on("closetag", () => this.#close());
  }

  /** What to append to the copy. Throws `DataError` "unreadable" where it is not UTF-8 or not well-formed. */
  copy(block: Buffer, isLast: boolean): Buffer {
    this.#output.length = 0;
    this.#parser.write(this.#decode(block, isLast));
    if (isLast) this.#parser.close();
    return Buffer.from(this.copied);
  }

  /** What the last block gave, as far as it could be read. */
  get copied(): string {
    return this.#output.join("");
  }

  #decode(block: Buffer, isLast: boolean): string {
    try {
      return this.#decoder.decode(block, { stream: !isLast });
    } catch (cause) {
      throw new DataError(
        "unreadable",
        `${basename(this.#path)} is not UTF-8, from line ${this.#parser.line} on: write it as UTF-8`,
        { cause },
      );
    }
  }

  #open({ local, uri, attributes }: SaxesTagNS): void {
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw this.#tooMuch(`more than ${MAX_DEPTH} elements inside one another`);
    const entry = this.#entry;
    if (entry === undefined) {
      if (ENTRIES.has(local))
        this.#entry = { values: new Map(), depth: this.#depth, line: this.#parser.line };
      return;
    }
    if (this.#depth !== entry.depth + 1) return;
    this.#attribute = { name: local.toLowerCase(), isGoogles: uri === GOOGLE };
    // Atom's links have their address in an attribute.
    this.#text = local === "link" ? (attributes["href"]?.value ?? "") : "";
  }

  #add(text: string): void {
    if (this.#attribute === undefined || this.#depth !== this.#entry!.depth + 1) return;
    this.#text += text;
    if (this.#text.length > MAX_OBJECT) throw this.#tooMuch(`a text longer than ${MAX_OBJECT >> 20} MiB`);
  }

  #close(): void {
    const entry = this.#entry;
    if (entry !== undefined && this.#attribute !== undefined && this.#depth === entry.depth + 1) {
      this.#keep(entry.values, this.#attribute, this.#text.trim());
      this.#attribute = undefined;
    } else if (entry !== undefined && this.#depth === entry.depth) {
      const line = `${entry.line}\u0007${JSON.stringify(Object.fromEntries(entry.values))}\n`;
      this.longest = Math.max(this.longest, Buffer.byteLength(line));
      this.#output.push(line);
      this.rows++;
      this.#entry = undefined;
      this.#googles.clear();
    }
    this.#depth--;
  }

  /** Google's own attribute is stronger than the feed's of the same name; of a repeated one the first counts. */
  #keep(
    values: Map<string, string>,
    { name, isGoogles }: { readonly name: string; readonly isGoogles: boolean },
    text: string,
  ): void {
    if (text === "" || this.#googles.has(name) || (values.has(name) && !isGoogles)) return;
    if (values.size >= MAX_ATTRIBUTES)
      throw this.#tooMuch(`an entry with more than ${MAX_ATTRIBUTES} attributes`);
    if (isGoogles) this.#googles.add(name);
    values.set(name, text);
  }

  #tooMuch(what: string): DataError {
    return new DataError("unreadable", `${basename(this.#path)}, line ${this.#parser.line}: ${what}`);
  }
}

/** The names of the attributes in the first entries of a feed that begins with `head`; none where it is no feed of products. */
export function feedKeys(head: string): readonly string[] {
  if (!/<(?:rss|feed)\b/.test(head) || !head.includes(GOOGLE)) return [];
  const copier = new XmlCopier("");
  try {
    copier.copy(Buffer.from(head), false);
  } catch {
    // What is wrong with it is for the reading to say.
  }
  const keys = copier.copied
    .split("\n")
    .slice(0, -1)
    .map((line) => Object.keys(JSON.parse(line.slice(line.indexOf("\u0007") + 1)) as object));
  return [...new Set(keys.flat())];
}
