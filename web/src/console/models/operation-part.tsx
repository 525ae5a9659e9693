// What was ordered of the trainer from this page: whether it runs, and what came of it.
import type { Operation, Operations } from "@aisle/contract";
import type { Told } from "../ask.ts";
import { durationText } from "../duration.ts";

/** Simulated customers have their place on the overview. */
const ofModels = ({ kind }: Operation): boolean => kind !== "simulate";

/** What runs, or else what ended last. */
export const lastOrder = ({ current, recent }: Operations): Operation | undefined =>
  current !== null && ofModels(current) ? current : recent.find(ofModels);

export const isRunning = (operation: Operation | undefined): boolean =>
  operation !== undefined && operation.outcome === undefined;

interface OperationProps {
  readonly operations: Told<Operations>;
  /** Unix milliseconds. */
  readonly now: number;
}

export function OperationPart({ operations, now }: OperationProps) {
  if (!operations.ok) return <p class="warning">{operations.trouble.text}</p>;
  const operation = lastOrder(operations.value);
  if (operation === undefined) return null;
  const { lines, outcome } = operation;
  return (
    <section aria-labelledby="operation">
      <h2 id="operation">{isRunning(operation) ? "Running now" : "Last operation"}</h2>
      <p>{operationText(operation, now)}</p>
      {lines.length === 0 ? null : (
        <details open={outcome !== "done"}>
          <summary>Output of the trainer</summary>
          <pre class="models-said">{lines.join("\n")}</pre>
        </details>
      )}
    </section>
  );
}

function operationText(operation: Operation, now: number): string {
  const { startedAt, endedAt = startedAt, outcome } = operation;
  const ago = (iso: string): string => `${durationText((now - Date.parse(iso)) / 1_000)} ago`;
  const what = nameOf(operation);
  switch (outcome) {
    case undefined:
      return `${what} began ${ago(startedAt)} and runs. This page loads itself again every few seconds.`;
    case "done":
      return `${what} was done ${ago(endedAt)}.`;
    case "refused":
      return `${what} ended ${ago(endedAt)} with a refusal: what served before still serves.`;
    case "stopped":
      return `${what} was stopped ${ago(endedAt)}.`;
    case "failed":
      return `${what} failed ${ago(endedAt)}: the last line says why.`;
  }
}

/** At the beginning of a sentence. */
export function nameOf({ kind, version }: Pick<Operation, "kind" | "version">): string {
  switch (kind) {
    case "promote":
      return `The promotion of version ${version ?? "–"}`;
    case "rollback":
      return "The rollback";
    case "retrain":
      return "The retrain";
    case "simulate":
      return "The simulation";
  }
}
