// A metric that is read at each scrape instead of kept up to date.
import { Gauge, type Registry } from "prom-client";

interface ReadGauge {
  readonly name: string;
  readonly help: string;
  /** The value now; NaN when there is none. */
  readonly read: () => number;
}

/** Registers the metric; throws when the registry has one of its name. */
export function readGauge(registry: Registry, { name, help, read }: ReadGauge): void {
  registry.registerMetric(
    new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    }),
  );
}
