// All that the overview asks Prometheus, at once.
import type { Totals } from "../figures/figures.ts";
import type { Answered, Curve, Prometheus } from "../prometheus/prometheus.ts";
import { CHANGES, type ChangesFound, changesIn } from "./changes.ts";
import { type Panel, PANELS } from "./panels.ts";
import { type ChartGrid, gridOf, type Span, SPANS } from "./span.ts";
import { totalsOf, totalsQuery } from "./totals.ts";

export interface MeasuredPanel {
  readonly panel: Panel;
  /** Of each of its lines. */
  readonly curves: Answered<readonly (readonly Curve[])[]>;
}

export interface Measured {
  readonly grid: ChartGrid;
  /** Undefined when Prometheus does not watch the API. */
  readonly totals: Answered<Totals | undefined>;
  /** The same of the shortest time, which is how it does now; undefined as well when it was not told. */
  readonly recent: Totals | undefined;
  readonly panels: readonly MeasuredPanel[];
  readonly changes: Answered<ChangesFound>;
}

const DAY_S = 86_400;
/** A change is found within so many seconds. */
const CHANGES_STEP = 120;

/** `now` in milliseconds. */
export async function measure(prometheus: Prometheus, span: Span, now: number): Promise<Measured> {
  const grid = gridOf(span, now);
  const to = Math.floor(now / 1_000);
  // On full steps, so that what was found has the same time when one looks again.
  const end = Math.floor(to / CHANGES_STEP) * CHANGES_STEP;
  const today = { from: end - DAY_S, to: end, step: CHANGES_STEP };
  const { window, wide } = span;
  const ofPanel = async (panel: Panel): Promise<MeasuredPanel> => {
    const asked = panel.lines.map(({ query }) =>
      prometheus.range(query.replaceAll("$window", window).replaceAll("$wide", wide), grid),
    );
    return { panel, curves: all(await Promise.all(asked)) };
  };
  const ask = (seconds: number) => prometheus.instant(totalsQuery(seconds), to);
  const asked = ask(span.seconds);
  const [totals, recent, changes, panels] = await Promise.all([
    asked,
    span === SPANS[0] ? asked : ask(SPANS[0].seconds),
    Promise.all(
      [CHANGES.models, CHANGES.alerts, CHANGES.releases].map((query) => prometheus.range(query, today)),
    ),
    Promise.all(PANELS.map((panel) => ofPanel(panel))),
  ]);
  const changed = all(changes);
  return {
    grid,
    totals: totals.ok ? { ok: true, value: totalsOf(totals.value) } : totals,
    recent: recent.ok ? totalsOf(recent.value) : undefined,
    panels,
    changes: changed.ok
      ? {
          ok: true,
          value: changesIn(
            { models: changed.value[0]!, alerts: changed.value[1]!, releases: changed.value[2]! },
            today,
          ),
        }
      : changed,
  };
}

/** The values of all, or what is wrong with the first that has none. */
function all<T>(answers: readonly Answered<T>[]): Answered<readonly T[]> {
  const values: T[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    values.push(answer.value);
  }
  return { ok: true, value: values };
}
