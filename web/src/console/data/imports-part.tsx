// What came into the shop's data: files that were imported, and what the API took since it started.
import type { DataImport } from "@aisle/contract";
import { durationText } from "../duration.ts";
import type { Figures } from "../figures/figures.ts";
import { shortTimeText } from "../local-time.ts";
import { Table } from "../table.tsx";
import { countText, lossText } from "./words.ts";

/** `imports`: newest first; undefined when no report tells. */
export function FilesPart({ imports }: { readonly imports: readonly DataImport[] | undefined }) {
  return (
    <section aria-labelledby="files">
      <h2 id="files">Imports of files</h2>
      <p class="note">
        By <code>trainer ingest</code>, as the last retrain found them on its machine: up to ten, the newest
        first. A newer import is here after the next retrain; its own report is in AISLE_HOME/imports at once.
      </p>
      {imports === undefined || imports.length === 0 ? (
        <p>None is known.</p>
      ) : (
        <Table
          label="Table of imports of files"
          columns={[
            { name: "When" },
            { name: "Outcome" },
            { name: "Accepted" },
            { name: "Left out" },
            { name: "Folder" },
          ]}
          width="models-wide"
        >
          {imports.map((one) => (
            <ImportRow one={one} />
          ))}
        </Table>
      )}
    </section>
  );
}

const OUTCOMES: Readonly<Record<DataImport["outcome"], readonly [kind: string, text: string]>> = {
  imported: ["models-pass", "imported"],
  refused: ["models-fail", "refused"],
  tried: ["", "only tried"],
};

function ImportRow({ one: { startedAt, outcome, accepted, losses, error, folder } }: { one: DataImport }) {
  const [kind, text] = OUTCOMES[outcome];
  return (
    <tr>
      <th scope="row">{shortTimeText(Date.parse(startedAt))}</th>
      <td>
        <span class={`state ${kind}`}>{text}</span>
      </td>
      <td>
        {accepted === undefined
          ? "nothing"
          : `${countText(accepted.events)} events and ${countText(accepted.items)} products${accepted.duplicates === 0 ? "" : `; ${countText(accepted.duplicates)} events were there before`}${accepted.hidden === 0 ? "" : `; ${countText(accepted.hidden)} products hidden`}`}
      </td>
      <td class="models-wordy">
        {error === undefined ? null : <p>{error}</p>}
        {losses.length === 0
          ? error === undefined
            ? "nothing"
            : null
          : losses.map((loss) => <p>{lossText(loss)}</p>)}
      </td>
      <td class="models-wordy">{folder}</td>
    </tr>
  );
}

interface ApiProps {
  /** Undefined when they cannot be read, or nobody said where they are. */
  readonly figures: Figures | undefined;
  readonly isNamed: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function ApiPart({ figures, isNamed, now }: ApiProps) {
  return (
    <section aria-labelledby="api">
      <h2 id="api">Through the API</h2>
      {figures === undefined ? (
        <p>
          {isNamed
            ? "The API’s metrics cannot be read: see whether API_METRICS_URL is right."
            : "Set API_METRICS_URL, such as http://127.0.0.1:3100/metrics, to see what the API took."}
        </p>
      ) : (
        <Taken figures={figures} now={now} />
      )}
      <p class="note">
        These are counts since the API started, and of several pods those of whichever answers. Which lines of
        an import were rejected, and why, is told to whoever sent them in its answer and recorded nowhere.
      </p>
    </section>
  );
}

function Taken({ figures: { since, events, intake }, now }: { figures: Figures; now: number }) {
  const rows = [
    ["Events", events, intake.rejectedEvents],
    ["Products, by POST /v1/items:batch", intake.items, intake.rejectedItems],
  ] as const;
  return (
    <>
      {since === undefined ? null : <p>It started {durationText(now / 1_000 - since)} ago.</p>}
      <Table
        label="Table of what the API took"
        columns={[
          { name: "What" },
          { name: "Accepted", isNumber: true },
          { name: "Rejected", isNumber: true },
        ]}
        width="data-narrow"
      >
        {rows.map(([name, accepted, rejected]) => (
          <tr>
            <th scope="row">{name}</th>
            <td class="number">{countText(accepted)}</td>
            <td class="number">{countText(rejected)}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}
