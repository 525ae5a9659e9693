// The console's first page, for a second screen: whether all is well, in one sentence, the facts behind it, and what was
// measured over time.
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Shop } from "../../shop.ts";
import { ask } from "../ask.ts";
import { readReport } from "../data/report.ts";
import { retrainVerdict } from "../data/verdict.ts";
import { readFigures } from "../figures/figures.ts";
import { OutcomesTable } from "../figures/outcomes-table.tsx";
import { sinceStart } from "../figures/requests-verdict.ts";
import { consolePage } from "../frame.tsx";
import { asSent } from "../http.ts";
import { askMlflow, type Mlflow } from "../mlflow/mlflow.ts";
import type { OperationsClient } from "../operations/operations.ts";
import { OVERVIEW_PATH } from "../paths.ts";
import type { Prometheus } from "../prometheus/prometheus.ts";
import { SimulationPart } from "../simulation/part.tsx";
import { ChangesPart } from "./changes-part.tsx";
import { type Measured, measure } from "./measured.ts";
import { overall, type Part, partsOf } from "./parts.ts";
import { SeriesPart } from "./series.tsx";
import { type Span, SpanId, spanOf, SPANS } from "./span.ts";

const TITLE = "Overview";

/** What the page asks beside the API; each undefined: nobody. */
interface OverviewSources {
  /** Where the API says how it does. */
  readonly metricsUrl: string | undefined;
  readonly prometheus: Prometheus | undefined;
  readonly operations: OperationsClient | undefined;
  readonly mlflow: Mlflow | undefined;
}

/** How soon the page shows newer figures, in seconds; sooner while it shows something under way. */
const REFRESH = 30;
const REFRESH_UNDER_WAY = 5;

/** The page is about much else. In milliseconds. */
const MLFLOW_TIMEOUT = 1_500;

const query = v.object({ range: SpanId, paused: v.optional(v.literal("1")) });

const addressOf = ({ id }: Span, isPaused = false): string =>
  `${OVERVIEW_PATH}?range=${id}${isPaused ? "&paused=1" : ""}`;

export const overviewRoutes = (shop: Shop, { metricsUrl, prometheus, operations, mlflow }: OverviewSources) =>
  new Elysia({ name: "console-overview" }).get(
    OVERVIEW_PATH,
    async ({ query: { range, paused } }) => {
      const { client } = shop;
      const now = shop.now();
      const span = spanOf(range);
      const [model, customers, rules, started, measured, ordered, reported] = await Promise.all([
        ask(client.model()),
        ask(client.listCustomers({ limit: 1 })),
        ask(client.getRules()),
        metricsUrl === undefined ? undefined : readFigures(metricsUrl),
        prometheus === undefined ? undefined : measure(prometheus, span, now),
        operations?.state(),
        mlflow && askMlflow(() => readReport(mlflow), MLFLOW_TIMEOUT),
      ]);
      const totals = measured?.totals.ok === true ? measured.totals.value : undefined;
      const figures =
        totals === undefined
          ? { of: started, when: sinceStart(started, now) }
          : { of: totals, when: ` ${span.words}`, ...recentOf(measured) };
      const parts = partsOf({
        model,
        customers,
        rules,
        figures: metricsUrl === undefined && totals === undefined ? undefined : figures,
        data: reported && retrainVerdict(reported, now),
        trouble: troubleOf(measured),
        changes: measured?.changes,
        now,
      });
      const isUnderWay = ordered?.ok === true && ordered.value.current?.kind === "simulate";
      const every = isUnderWay ? REFRESH_UNDER_WAY : REFRESH;
      const isPaused = paused !== undefined;
      return consolePage(shop, {
        section: TITLE,
        title: TITLE,
        verdict: overall(parts),
        ...(!isPaused && { refresh: every }),
        content: (
          <div id="live" {...(isPaused ? {} : liveFrom(addressOf(span), every))}>
            <Choice span={span} isPaused={isPaused} every={every} hasSeries={totals !== undefined} />
            <PartsList parts={parts} />
            {measured === undefined || totals === undefined ? null : (
              <SeriesPart measured={measured} span={span} />
            )}
            {figures.of === undefined ? null : (
              <OutcomesTable
                outcomes={figures.of.outcomes}
                span={totals === undefined ? "Since the API started" : capital(span.words)}
                money={shop.money}
              />
            )}
            {measured?.changes.ok === true ? <ChangesPart changes={measured.changes.value.changes} /> : null}
            <HowToSeeMore hasMetrics={metricsUrl !== undefined} hasPrometheus={prometheus !== undefined} />
            {ordered?.ok ? <SimulationPart operations={ordered.value} now={now} /> : null}
          </div>
        ),
      });
    },
    { transform: asSent, query },
  );

/** Attributes of an element whose content is replaced by a newer one of the same page, where there are scripts. */
const liveFrom = (address: string, seconds: number) => ({
  "hx-get": address,
  "hx-trigger": `every ${seconds}s`,
  "hx-select": "#live > *",
  "hx-select-oob": "#verdict",
  "hx-swap": "innerMorph",
});

/** The shortest time is how it does now. */
const recentOf = (measured: Measured | undefined) =>
  measured?.recent && { recent: { of: measured.recent, when: ` ${SPANS[0].words}` } };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function troubleOf(measured: Measured | undefined): string | undefined {
  if (measured === undefined) return undefined;
  const { totals, changes, panels } = measured;
  for (const told of [totals, changes, ...panels.map(({ curves }) => curves)])
    if (!told.ok) return told.trouble;
  return totals.ok && totals.value === undefined
    ? "Prometheus answers, but does not watch the API: have it scrape the API’s /metrics"
    : undefined;
}

interface ChoiceProps {
  readonly span: Span;
  readonly isPaused: boolean;
  readonly every: number;
  readonly hasSeries: boolean;
}

function Choice({ span, isPaused, every, hasSeries }: ChoiceProps) {
  return (
    <div class="choice">
      {hasSeries ? (
        <nav aria-label="Time range">
          {SPANS.map((one) => (
            <a href={addressOf(one, isPaused)} {...(one.id === span.id ? { "aria-current": "true" } : {})}>
              {one.name}
            </a>
          ))}
        </nav>
      ) : null}
      <p class="note">
        {isPaused ? "Updates are paused. " : `Updates every ${every} seconds. `}
        <a href={addressOf(span, !isPaused)}>{isPaused ? "Resume" : "Pause"}</a>
      </p>
    </div>
  );
}

/** Characters, from which on a sentence takes the place of two. */
const LONG = 100;

const PartsList = ({ parts }: { parts: readonly Part[] }) => (
  <ul class="judged" role="list">
    {parts.map(({ name, path, verdict }) => (
      <li class={`rule tone-${verdict.tone}${verdict.text.length > LONG ? " long" : ""}`}>
        <h2>{path === undefined ? name : <a href={path}>{name}</a>}</h2>
        <p>{verdict.text}</p>
      </li>
    ))}
  </ul>
);

function HowToSeeMore({ hasMetrics, hasPrometheus }: { hasMetrics: boolean; hasPrometheus: boolean }) {
  if (hasPrometheus) return null;
  return (
    <p class="note figures-note">
      {hasMetrics
        ? "These figures count since the API started. "
        : "Set API_METRICS_URL, such as http://127.0.0.1:3100/metrics, to see requests, clicks and purchases here. "}
      Set PROMETHEUS_URL, such as http://127.0.0.1:9090, to see them over time, and what changed; where the
      program prometheus is on PATH, <code>make demo</code> starts one.
    </p>
  );
}
