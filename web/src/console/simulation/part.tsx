// Made-up customers of a generated shop: whether they come now, what they did, and how to start and stop them.
import type { Operation, Operations } from "@aisle/contract";
import { durationText } from "../duration.ts";
import { SIMULATION_PATH } from "../paths.ts";

interface SimulationProps {
  readonly operations: Operations;
  /** Unix milliseconds. */
  readonly now: number;
}

export function SimulationPart({ operations: { kinds, current, recent }, now }: SimulationProps) {
  if (!kinds.includes("simulate")) return null;
  const last = recent.find(({ kind }) => kind === "simulate");
  const isRunning = current?.kind === "simulate";
  const shown = isRunning ? current : last;
  return (
    <section aria-labelledby="simulation">
      <h2 id="simulation">Simulated customers</h2>
      <p>{sentence(current, last, now)}</p>
      {current === null || isRunning ? (
        <form method="post" action={SIMULATION_PATH} class="actions">
          <input type="hidden" name="do" value={isRunning ? "stop" : "start"} />
          <button class={isRunning ? "danger" : "primary"}>
            {isRunning ? "Stop them" : "Let customers come"}
          </button>
        </form>
      ) : null}
      {shown === undefined || shown.lines.length === 0 ? null : (
        <details open={isRunning || shown.outcome === "failed"}>
          <summary>What they did, day by day</summary>
          <div class="scroll" tabindex={0} role="region" aria-label="What the simulated customers did">
            <pre>{shown.lines.join("\n")}</pre>
          </div>
        </details>
      )}
    </section>
  );
}

function sentence(current: Operation | null, last: Operation | undefined, now: number): string {
  if (current?.kind === "simulate")
    return `They came ${ago(current.startedAt, now)}: they ask for recommendations, click, put into the cart and buy. This page loads itself again every few seconds.`;
  if (current !== null) return `Something else runs now (${current.kind}); they can come when it has ended.`;
  if (last === undefined)
    return "None came since the demo started. They play the shop’s next two weeks in two or three minutes; afterwards a retrain has something to learn.";
  const when = ago(last.endedAt ?? last.startedAt, now);
  switch (last.outcome) {
    case "done":
      return `The last ones left ${when}, after two weeks of the shop’s time.`;
    case "stopped":
      return `The last ones were stopped ${when}.`;
    default:
      return `The last ones failed ${when}: their last line says why.`;
  }
}

const ago = (iso: string, now: number): string => `${durationText((now - Date.parse(iso)) / 1_000)} ago`;
