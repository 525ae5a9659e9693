// The address of a search.

export interface SearchTerms {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  readonly priceMin?: number | "" | undefined;
  readonly priceMax?: number | "" | undefined;
  /** "1" leaves out what is sold out. */
  readonly inStock?: "" | "1" | undefined;
  readonly sort?: "" | "price-asc" | "price-desc" | "newest" | undefined;
  /** Where the page before ended. */
  readonly after?: string | undefined;
}

export function searchPath(terms: SearchTerms): string {
  const given = Object.entries(terms).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return `/search?${new URLSearchParams(given).toString()}`;
}
