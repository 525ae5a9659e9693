// The report as one HTML file that needs nothing else: no script, no other file.
import type { HtmlEscapedString } from "hono/utils/html";
import { allHeld, type Run } from "../runs/run.ts";
import { DistributionChart } from "./distribution.tsx";
import { OverTime } from "./over-time.tsx";
import { type Comparison, rateOf } from "./compare.ts";
import { STYLE } from "./style.ts";
import { Answers, Checks, Comparisons, FiguresTable } from "./tables.tsx";
import { duration, grouped, milliseconds, percent, perSecond } from "./words.ts";

/** A whole document; every text in it is escaped. */
export async function pageReport(run: Run, comparison: Comparison | undefined): Promise<string> {
  const document: HtmlEscapedString | Promise<HtmlEscapedString> = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`Load test ${run.scenario}, ${run.startedAt}`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <header>
          <h1>Load test: {run.scenario}</h1>
          <p class="verdict">
            <Verdict run={run} />
          </p>
          <p class="soft">
            {run.target}, <time datetime={run.startedAt}>{readable(run.startedAt)}</time>, {settingsText(run)}
            , model {[...new Set(run.models)].join(", then ")}
          </p>
        </header>
        <KeyFigures run={run} />
        <h2>Thresholds</h2>
        <Checks checks={run.checks} />
        <h2>Against the last run</h2>
        {comparison === undefined ? (
          <p>There is no earlier run of this scenario on this target.</p>
        ) : (
          <Comparisons comparison={comparison} when={readable(comparison.startedAt)} />
        )}
        <h2>Over time</h2>
        <OverTime run={run} />
        <h2>Latencies</h2>
        <DistributionChart distribution={run.distribution} total={run.total} />
        {run.stages.length > 1 ? (
          <>
            <h2>By stage</h2>
            <FiguresTable
              of="stage"
              rows={run.stages.map(({ name, seconds, total }) => ({ name, seconds, figures: total }))}
            />
          </>
        ) : null}
        <h2>By kind of request</h2>
        <FiguresTable
          of="kind"
          rows={Object.entries(run.kinds).map(([name, figures]) => ({
            name,
            seconds: run.settings.seconds,
            figures,
          }))}
        />
        <h2>Answers</h2>
        <Answers total={run.total} />
        <footer class="soft">
          <p>
            Measured with oha. At a rate, latency counts from when a request was due, so that waiting for a
            free connection is part of it. Latencies are of good answers (2xx), in buckets of 2 %. 429 and 503
            are a server that says it has too much to do: they count as refused, not as failed.
          </p>
        </footer>
      </body>
    </html>
  );
  return `<!doctype html>${(await document).toString()}\n`;
}

function Verdict({ run }: { readonly run: Run }) {
  const missed = run.checks.filter(({ verdict }) => verdict === "missed");
  if (allHeld(run)) return <strong class="held">All thresholds hold.</strong>;
  return (
    <>
      <strong class="missed">
        {missed.length === 1 ? "One threshold does not hold" : `${missed.length} thresholds do not hold`}
      </strong>
      : {missed.map(({ name, measured }) => `${lowerFirst(name)}, ${measured}`).join("; ")}.
    </>
  );
}

function KeyFigures({ run }: { readonly run: Run }) {
  const { total } = run;
  const share = (count: number) => (total.requests === 0 ? "–" : percent(count / total.requests));
  const figures = [
    ["good answers", perSecond(rateOf(run))],
    ["median", total.latency ? milliseconds(total.latency.p50) : "–"],
    ["99 of 100 in", total.latency ? milliseconds(total.latency.p99) : "–"],
    ["refused", share(total.shed)],
    ["failed", share(total.failed)],
    ["requests", grouped(total.requests)],
  ] as const;
  return (
    <dl class="key">
      {figures.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function settingsText({ settings, stages }: Run): string {
  const rates = stages.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  const offered =
    rates.length === 0
      ? "as fast as it was answered"
      : lowest === highest
        ? `${perSecond(lowest)} offered`
        : `${perSecond(lowest)} to ${perSecond(highest)} offered`;
  return `${duration(settings.seconds)}, ${settings.connections} connections, ${offered}`;
}

/** `2025-05-01 10:20:30 UTC`. */
const readable = (iso: string) => `${iso.slice(0, 19).replace("T", " ")} UTC`;

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
