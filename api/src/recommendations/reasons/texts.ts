// Reasons as sentences for a shop's customers. A language is one file beside this one and a line in LANGUAGES.
import type { EventType, Saying } from "@aisle/recommender";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** What a sentence may speak of. */
export interface Told {
  /** The item's whole title, or its id where it has none; empty where the saying names no item. */
  readonly title: string;
  /** What the customer did with it. */
  readonly did: EventType;
}

/** A sentence for everything that the recommender says. */
export type ReasonTexts = Readonly<Record<Saying, (told: Told) => string>>;

const LANGUAGES = { en, de } as const satisfies Record<string, ReasonTexts>;

type Language = keyof typeof LANGUAGES;

export const SPOKEN = Object.keys(LANGUAGES) as readonly Language[];

/** The texts of a locale, such as `de` or `de-AT`; undefined when nobody wrote them. */
export function reasonTexts(locale: string): ReasonTexts | undefined {
  const [language] = locale.split("-");
  return SPOKEN.includes(language as Language) ? LANGUAGES[language as Language] : undefined;
}
