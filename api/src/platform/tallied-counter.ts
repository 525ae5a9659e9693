// A counter of what every answer counts. prom-client makes a text of the labels for each increment: a tenth of an answer that
// is sent again. So this counts in numbers, which the registry reads at each scrape.
import { Counter, type Registry } from "prom-client";

/** What counts one more of a kind. */
export interface Tally {
  inc(): void;
}

class Count implements Tally {
  value = 0;

  inc(): void {
    this.value++;
  }
}

interface CounterSettings<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
}

export class TalliedCounter<Label extends string = never> {
  readonly #labelNames: readonly Label[];
  /** By the labels' values. */
  readonly #counts = new Map<
    string,
    { readonly labels: Readonly<Record<Label, string>>; readonly count: Count }
  >();

  /** Registers the metric; throws when the registry has one of its name. */
  constructor(registry: Registry, { name, help, labelNames }: CounterSettings<Label>) {
    this.#labelNames = labelNames;
    const counts = this.#counts;
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames,
        registers: [],
        collect() {
          this.reset();
          for (const { labels, count } of counts.values()) this.inc(labels, count.value);
        },
      }),
    );
  }

  /** The tally of some labels, always the same one; from then on the registry has it, at 0 at first. */
  of(labels: Readonly<Record<Label, string>>): Tally {
    const key = this.#labelNames.map((name) => labels[name]).join("\n");
    let known = this.#counts.get(key);
    if (known === undefined) {
      known = { labels, count: new Count() };
      this.#counts.set(key, known);
    }
    return known.count;
  }
}
