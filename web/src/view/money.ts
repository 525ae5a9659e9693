// Money as the shop's customers write it.

export interface Money {
  /** A price as text, such as "$9.50" or "9,50 €". */
  format(amount: number): string;
}

/** `currency` is an ISO 4217 code, `locale` a BCP 47 tag such as `de-DE`. Throws a RangeError for what is neither. */
export function moneyIn(currency: string, locale: string): Money {
  const written = new Intl.NumberFormat(locale, { style: "currency", currency });
  return { format: (amount) => written.format(amount) };
}
