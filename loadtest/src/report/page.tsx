// The report as one HTML file that needs nothing else.
import type { HtmlEscapedString } from "hono/utils/html";
import type { Thresholds } from "../options.ts";
import { LatencyChart } from "./chart.tsx";
import { figures, ms, percentileName, type Run } from "./run.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1e1c18; --soft: #625d52; --paper: #faf7f0; --line: #ddd6c6; --green: #12664f; --red: #a3301f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0ede4; --soft: #aca798; --paper: #161714; --line: #35372f; --green: #6cc5a3; --red: #f1897a; } }
body { max-width: 760px; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 12rem; font-weight: 500; color: var(--soft); }
.held { color: var(--green); font-weight: 700; } .missed { color: var(--red); font-weight: 700; }
svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--soft); }
.grid line { stroke: var(--line); } .limit line { stroke: var(--red); stroke-dasharray: 6 4; } .limit text { fill: var(--red); }
.curve { fill: none; stroke: var(--green); stroke-width: 2.5; } .point circle { fill: var(--green); }
`;

/** A whole document; every text in it is escaped. */
export async function pageReport(run: Run, thresholds: Thresholds): Promise<string> {
  const held = run.checks.every((check) => check.held);
  const document: HtmlEscapedString | Promise<HtmlEscapedString> = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Load test {run.startedAt}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>Load test</h1>
        <p>
          <span class={held ? "held" : "missed"}>{held ? "All limits hold" : "A limit does not hold"}</span>,{" "}
          <time datetime={run.startedAt}>{run.startedAt}</time>
        </p>
        <Table
          rows={run.checks.map(({ name, measured, allowed, held }) => [
            name,
            `${measured}, ${allowed}: ${held ? "held" : "not held"}`,
          ])}
        />
        <h2>Latency</h2>
        <LatencyChart percentiles={run.result.percentiles} maxP99={thresholds.maxP99} />
        <Table
          rows={run.result.percentiles.map(({ share, milliseconds }) => [
            percentileName(share),
            ms(milliseconds),
          ])}
        />
        <h2>Measurement</h2>
        <Table rows={figures(run)} />
        <h2>Answers</h2>
        <Table rows={run.result.outcomes.map(({ what, count }) => [what, String(count)])} />
      </body>
    </html>
  );
  return `<!doctype html>${(await document).toString()}\n`;
}

function Table({ rows }: { rows: readonly (readonly string[])[] }) {
  return (
    <table>
      {rows.map(([name, value]) => (
        <tr>
          <th scope="row">{name}</th>
          <td>{value}</td>
        </tr>
      ))}
    </table>
  );
}
