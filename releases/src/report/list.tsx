// All releases, and how the desk is doing.
import { titleOf } from "../desk/words.ts";
import type { Alert, Release } from "../journal/types.ts";
import { Document, VerdictBadge } from "./page.tsx";
import { duration, moment } from "./words.ts";

export interface ListProps {
  readonly environment: string;
  readonly releases: readonly Release[];
  readonly alerts: readonly Alert[];
  /** What keeps the desk from its work, by what it needs. */
  readonly troubles: ReadonlyMap<string, string>;
  readonly waitsFor: string | undefined;
  /** The id to go on before, when there are more. */
  readonly olderThan: number | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

export function ListPage(props: ListProps) {
  const { environment, releases, alerts, troubles, waitsFor, olderThan, now } = props;
  return (
    <Document title={`Releases in ${environment}`} refreshSeconds={10}>
      <main>
        <h1>Releases in {environment}</h1>
        {waitsFor === undefined ? null : <p class="soft">The next model waits for {waitsFor}.</p>}
        {[...troubles].map(([what, reason]) => (
          <p class="trouble">
            {what}: {reason}
          </p>
        ))}
        {releases.length === 0 ? (
          <p>Nothing was released yet. A commit that changes the API's image or model begins a release.</p>
        ) : (
          <div class="card">
            <table>
              <thead>
                <tr>
                  <th class="number">#</th>
                  <th>what</th>
                  <th>verdict</th>
                  <th class="wide">why</th>
                  <th>began</th>
                  <th class="number wide">took</th>
                </tr>
              </thead>
              <tbody>
                {releases.map((release) => (
                  <tr>
                    <td class="number">{release.id}</td>
                    <th class="what">
                      <a href={`/releases/${release.id}`}>{titleOf(release)}</a>
                    </th>
                    <td>
                      <VerdictBadge verdict={release.verdict ?? "running"} />
                    </td>
                    <td class="wide">{release.reason ?? release.stopReason}</td>
                    <td>{moment(new Date(release.startedAt).toISOString())}</td>
                    <td class="number wide">
                      {duration(((release.endedAt ?? now) - release.startedAt) / 1_000)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {olderThan === undefined ? null : (
          <p>
            <a href={`/?before=${olderThan}`}>Older ones</a>
          </p>
        )}
        {alerts.length === 0 ? null : (
          <>
            <h2>Alerts</h2>
            <div class="card">
              <table>
                <tbody>
                  {alerts.map((alert) => (
                    <tr class={alert.isFiring ? "warning" : ""}>
                      <td>{moment(new Date(alert.startsAt).toISOString())}</td>
                      <td>{alert.name}</td>
                      <td>{alert.isFiring ? "fires" : "is over"}</td>
                      <td class="wide">{alert.annotations["summary"]}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </main>
    </Document>
  );
}
