// The tables of the page.
import { type Check, type Figures, unsent } from "../runs/run.ts";
import type { Comparison } from "./compare.ts";
import { grouped, milliseconds, perSecond } from "./words.ts";

export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Measured</th>
          <th scope="col">Allowed</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ name, measured, allowed, verdict }) => (
          <tr>
            <th scope="row">{name}</th>
            <td data-name="measured">{measured}</td>
            <td data-name="allowed">{allowed}</td>
            <td data-name="verdict">
              <span class={verdict.replace(" ", "-")}>{verdict}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Comparisons({
  comparison,
  when,
}: {
  readonly comparison: Comparison;
  /** The last run's time in words. */
  readonly when: string;
}) {
  return (
    <>
      <p>
        <strong>{comparison.summary}</strong> The last run of this scenario on this target was on{" "}
        <time datetime={comparison.startedAt}>{when}</time>. {comparison.caveats.join(" ")}
      </p>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Last run</th>
            <th scope="col">This run</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {comparison.differences.map(({ name, last, now, change, verdict }) => (
            <tr>
              <th scope="row">{name}</th>
              <td data-name="last run">{last}</td>
              <td data-name="this run">{now}</td>
              <td data-name="difference">
                <span class={verdict}>{verdict === "same" ? change : `${change}, ${verdict}`}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface Row {
  readonly name: string;
  readonly seconds: number;
  readonly figures: Figures;
}

/** `of`: what a row is. */
export function FiguresTable({ of, rows }: { readonly of: string; readonly rows: readonly Row[] }) {
  const columns = ["offered", "good", "refused", "failed", "p50", "p90", "p99", "p99.9"];
  return (
    <div class="wide" tabindex={0} role="region" aria-label={`Figures by ${of}`}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, seconds, figures: { offered, good, shed, failed, latency } }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{offered === undefined ? "–" : perSecond(offered / seconds)}</td>
              <td>{perSecond(good / seconds)}</td>
              <td>{grouped(shed)}</td>
              <td>{grouped(failed)}</td>
              {([latency?.p50, latency?.p90, latency?.p99, latency?.p999] as const).map((value) => (
                <td>{value === undefined ? "–" : milliseconds(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Answers({ total }: { readonly total: Figures }) {
  const rows = [
    ...Object.entries(total.statuses).map(([status, count]) => [`status ${status}`, count] as const),
    ...Object.entries(total.errors).map(([reason, count]) => [`no answer: ${reason}`, count] as const),
    ["due and never sent, because all connections were waiting for answers", unsent(total)] as const,
  ];
  return (
    <table>
      <tbody>
        {rows.map(([what, count]) => (
          <tr>
            <th scope="row">{what}</th>
            <td>{grouped(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
