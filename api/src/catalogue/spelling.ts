// What a mistyped word was meant to be: the known word that shares most of its groups of three letters, as Postgres's
// pg_trgm compares (https://www.postgresql.org/docs/current/pgtrgm.html), whatever the database.

/** A word that shares less with the typed one is another word. */
const MIN_SIMILARITY = 0.4;
/** Shorter words have too few letters to be told apart from others. */
const MIN_LENGTH = 4;
/** Longer ones are numbers, addresses and keys. */
const MAX_LENGTH = 32;
/** Of catalogues beyond any shop's, the first words count. */
const MAX_WORDS = 200_000;

const WORD = /\p{L}+/gu;
const PAD = "  ";

export class Spelling {
  readonly #words: string[] = [];
  readonly #known = new Map<string, number>();
  /** How many texts have the word, by its number. */
  readonly #texts: number[] = [];
  /** Numbers of words by a group of three letters that they have. */
  readonly #having = new Map<string, number[]>();

  /** Learns the words of a text, which is folded already. */
  learn(text: string): void {
    for (const word of new Set(text.match(WORD))) {
      const number = this.#known.get(word);
      if (number !== undefined) this.#texts[number] = (this.#texts[number] ?? 0) + 1;
      else if (word.length <= MAX_LENGTH && this.#words.length < MAX_WORDS) this.#add(word);
    }
  }

  /**
   * The query with its unknown words replaced by the known ones that they are most like; undefined when nothing is to be
   * replaced, or nothing is alike. `query` is folded already.
   */
  correct(query: string): string | undefined {
    const corrected = query.replaceAll(WORD, (word) =>
      this.#occurs(word) ? word : (this.#nearest(word) ?? word),
    );
    return corrected === query ? undefined : corrected;
  }

  #add(word: string): void {
    const number = this.#words.push(word) - 1;
    this.#known.set(word, number);
    this.#texts[number] = 1;
    for (const group of groupsOf(word)) {
      const having = this.#having.get(group);
      if (having === undefined) this.#having.set(group, [number]);
      else having.push(number);
    }
  }

  /** Whether a search finds it as it is: in a known word, or as one. */
  #occurs(word: string): boolean {
    if (word.length < MIN_LENGTH || this.#known.has(word)) return true;
    const candidates = this.#having.get(word.slice(0, 3)) ?? [];
    return candidates.some((number) => this.#words[number]?.includes(word));
  }

  #nearest(word: string): string | undefined {
    if (word.length > MAX_LENGTH) return undefined;
    const groups = groupsOf(word);
    const shared = new Map<number, number>();
    for (const group of groups)
      for (const number of this.#having.get(group) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
    let best: { readonly word: string; readonly similarity: number; readonly texts: number } | undefined;
    for (const [number, count] of shared) {
      const candidate = this.#words[number] ?? "";
      const similarity = count / (groups.size + groupsOf(candidate).size - count);
      const texts = this.#texts[number] ?? 0;
      if (similarity < Math.max(MIN_SIMILARITY, best?.similarity ?? 0)) continue;
      if (best !== undefined && similarity === best.similarity && texts <= best.texts) continue;
      best = { word: candidate, similarity, texts };
    }
    return best?.word;
  }
}

/** The groups of three letters of a word, its beginning and end among them. */
function groupsOf(word: string): Set<string> {
  const padded = `${PAD}${word} `;
  const groups = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at++) groups.add(padded.slice(at, at + 3));
  return groups;
}
