// A release's report as a page that somebody would forward: no script, its style and pictures in itself.
import type { Child } from "hono/jsx";
import { raw } from "hono/utils/html";
import { CheckChart, WeightChart } from "./chart.tsx";
import type { Report } from "./report.ts";
import { STYLE } from "./style.ts";
import {
  comparison,
  duration,
  modelWords,
  moment,
  points,
  revertWords,
  shortCommit,
  taskWords,
} from "./words.ts";

interface DocumentProps {
  readonly title: string;
  /** It changes by itself: shown anew after so many seconds. */
  readonly refreshSeconds?: number | undefined;
  readonly children?: Child;
}

export function Document({ title, refreshSeconds, children }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {refreshSeconds === undefined ? null : <meta http-equiv="refresh" content={String(refreshSeconds)} />}
        <title>{title}</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body>{children}</body>
    </html>
  );
}

export function VerdictBadge({ verdict }: Pick<Report, "verdict">) {
  return <span class={`verdict ${verdict.replace(" ", "-")}`}>{verdict}</span>;
}

export function ReportPage({ report }: { readonly report: Report }) {
  const { id, environment, title, verdict, reason, undone } = report;
  const drawn = report.checks.filter(({ values }) => values.length > 0);
  return (
    <Document
      title={`Release ${id}: ${title}, ${verdict}`}
      refreshSeconds={verdict === "running" ? 5 : undefined}
    >
      <header>
        <a href="/">Releases</a> in {environment}
      </header>
      <main>
        <h1>
          Release {id}: {title}
        </h1>
        <p class="reason">
          <VerdictBadge verdict={verdict} /> {reason}
        </p>
        {undone === undefined ? null : <p class="reason trouble">Taken back later: {undone}</p>}
        <p class="soft">
          {moment(report.startedAt)}, {duration(report.seconds)}, <a href={`/releases/${id}.md`}>Markdown</a>,{" "}
          <a href={`/releases/${id}.json`}>JSON</a>
        </p>

        <h2>What changed</h2>
        <Changed report={report} />

        {report.samples.length === 0 ? null : (
          <>
            <h2>How it went</h2>
            <div class="card">
              <WeightChart report={report} />
            </div>
            {drawn.map((check) => (
              <div class="card">
                <CheckChart report={report} check={check} />
              </div>
            ))}
          </>
        )}

        <h2>Canary beside primary</h2>
        <Beside report={report} />

        {report.gate === undefined ? null : (
          <>
            <h2>What the offline gate said</h2>
            <div class="card">
              <p>{report.gate.reason}</p>
              <GateNumbers report={report} />
            </div>
          </>
        )}

        <h2>Timeline</h2>
        <Timeline report={report} />

        <h2>What the desk did</h2>
        <Done report={report} />
      </main>
    </Document>
  );
}

function Changed({ report }: { readonly report: Report }) {
  const { from, to, commits, commit } = report;
  return (
    <div class="card">
      <table>
        <thead>
          <tr>
            <th></th>
            <th>before</th>
            <th>released</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th>image</th>
            <td>
              <code>{from.image}</code>
            </td>
            <td>
              <code>{to.image}</code>
            </td>
          </tr>
          <tr>
            <th>model</th>
            <td>
              <code>{modelWords(from)}</code>
            </td>
            <td>
              <code>{modelWords(to)}</code>
            </td>
          </tr>
          {commits.map((one) => (
            <tr>
              <th>commit</th>
              <td colspan={2}>
                <code>{shortCommit(one.commit)}</code> {one.subject} <span class="soft">({one.author})</span>
              </td>
            </tr>
          ))}
          {commits.length === 0 && commit !== undefined ? (
            <tr>
              <th>commit</th>
              <td colspan={2}>
                <code>{shortCommit(commit)}</code>
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function Beside({ report }: { readonly report: Report }) {
  return (
    <div class="card">
      <table>
        <thead>
          <tr>
            <th></th>
            <th class="number">canary</th>
            <th class="number">primary</th>
          </tr>
        </thead>
        <tbody>
          {comparison(report).map(([what, canary, primary]) => (
            <tr>
              <th>{what}</th>
              <td class="number">{canary}</td>
              <td class="number">{primary}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ClickThroughWords report={report} />
    </div>
  );
}

function ClickThroughWords({ report: { clickThrough } }: { readonly report: Report }) {
  if (clickThrough === undefined) return null;
  const { canary, primary, evidence, isWorse } = clickThrough;
  return (
    <p class="soft">
      Click-through differs by {points(canary - primary)}; what was seen is {evidence.toPrecision(2)} times as
      likely when the two differ as when they do not.{" "}
      {isWorse ? "That is enough to call it worse." : "A canary is called worse at 100."}
    </p>
  );
}

function GateNumbers({ report: { gate } }: { readonly report: Report }) {
  if (gate?.challenger === undefined || gate.champion === undefined) return null;
  const { challenger, champion, low, high, mode } = gate;
  return (
    <p class="soft">
      NDCG@10 {challenger.toFixed(4)} against the champion's {champion.toFixed(4)}
      {low === undefined || high === undefined
        ? ""
        : `, difference between ${low.toFixed(4)} and ${high.toFixed(4)}`}
      ; mode {mode}.
    </p>
  );
}

function Timeline({ report }: { readonly report: Report }) {
  if (report.timeline.length === 0) return <p class="soft">The desk heard nothing while it ran.</p>;
  return (
    <div class="card">
      <table>
        <tbody>
          {report.timeline.map(({ seconds, by, message, isWarning }) => (
            <tr class={isWarning ? "warning" : ""}>
              <th class="number">{seconds.toFixed(0)} s</th>
              <td class="soft who wide">{by}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Done({ report }: { readonly report: Report }) {
  const reverted = revertWords(report);
  return (
    <ul>
      {report.tasks.map(({ kind, isDone, error }) => (
        <li class={isDone ? "" : "trouble"}>
          {isDone ? taskWords(kind) : `not yet: ${kind}`}
          {kind === "revert" && reverted !== undefined ? `: ${reverted}` : ""}
          {error === undefined ? "" : ` (${error})`}
        </li>
      ))}
      {report.pullRequest === undefined ? null : (
        <li>
          <a href={report.pullRequest}>{report.pullRequest}</a>
        </li>
      )}
    </ul>
  );
}
