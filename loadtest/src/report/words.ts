// Figures in words, the same in the terminal and on the page.

/** `0.221 %`, from a share of 0 to 1. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(3))} %`;

/** `0.81 ms`, `12.3 ms`, `1,234 ms`. */
export function milliseconds(value: number): string {
  return `${value >= 100 ? grouped(value) : Number(value.toPrecision(3))} ms`;
}

/** `1,234/s`, and tenths below 100. */
export const perSecond = (rate: number): string =>
  `${rate >= 100 ? grouped(rate) : Number(rate.toFixed(1))}/s`;

/** `12,345`. */
export const grouped = (value: number): string => Math.round(value).toLocaleString("en");

/** `90 s`, `20 min`, `2 h`: whole units where they come out even. */
export function duration(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${Number(seconds.toFixed(1))} s`;
}

/** `123.4 MB` of bytes; a megabyte is 10^6. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
