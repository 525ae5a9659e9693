// What Prometheus may know of the desk.
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Desk } from "./desk/desk.ts";
import type { Journal } from "./journal/journal.ts";
import type { Sender } from "./webhooks/routes.ts";

const VERDICTS = ["promoted", "rolled back", "superseded"] as const;

export function deskMetrics(journal: Journal, desk: Pick<Desk, "troubles">): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number): void =>
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
  registry.registerMetric(
    new Gauge({
      name: "aisle_releases",
      help: "Releases that the desk has seen end, by verdict.",
      labelNames: ["verdict"],
      registers: [],
      collect() {
        for (const verdict of VERDICTS) this.set({ verdict }, journal.countOf(verdict));
      },
    }),
  );
  gauge("aisle_release_running", "Whether a canary runs: 1 or 0.", () =>
    journal.openRelease() === undefined ? 0 : 1,
  );
  gauge(
    "aisle_release_tasks_pending",
    "What is left to do about releases: aliases, tags, reverts.",
    () => journal.pendingTasks().length,
  );
  gauge(
    "aisle_release_desk_troubles",
    "Things that the desk needs and that do not work right now.",
    () => desk.troubles.size,
  );
  return registry;
}

/** Counts, among these metrics, what senders of webhooks sent in vain. */
export function refusalCounter(registry: Registry): (sender: Sender) => void {
  const refused = new Counter({
    name: "aisle_release_webhooks_refused_total",
    help: "Webhooks with the right secret that could not be used.",
    labelNames: ["sender"],
    registers: [registry],
  });
  for (const sender of ["flagger", "alertmanager"] satisfies Sender[]) refused.inc({ sender }, 0);
  return (sender) => refused.inc({ sender });
}
