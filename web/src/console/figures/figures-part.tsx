// The figures on the overview: a sentence on requests, and a table of what each model's lists led to.
import { plural } from "../../view/plural.ts";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";
import type { Figures, ModelFigures } from "./figures.ts";
import { type Share, shareOf } from "./share.ts";

/** Of requests that fail, above which somebody should look. */
const MAX_FAILED = 0.01;

/** `now` in milliseconds since 1970. */
export function requestsVerdict(figures: Figures | undefined, now: number): Verdict {
  if (figures === undefined)
    return { tone: "act", text: "The API’s metrics cannot be read: see whether API_METRICS_URL is right." };
  const { since, requests, failed, shed, slowest, events } = figures;
  const when = since === undefined ? "" : ` since the API started ${durationText(now / 1_000 - since)} ago`;
  const fast = slowest === undefined ? "" : `, 99 of 100 within ${(slowest * 1_000).toLocaleString("en")} ms`;
  const text = `${count(requests, "request")}${when}${fast}; ${failed === 0 ? "none" : failed.toLocaleString("en")} failed, ${count(events, "event")} recorded`;
  if (failed > MAX_FAILED * requests) return { tone: "act", text: `${text}: its log says why.` };
  return shed > 0
    ? {
        tone: "act",
        text: `${text}, and ${shed.toLocaleString("en")} were turned away: give it more processes or pods.`,
      }
    : { tone: "well", text: `${text}.` };
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString("en")} ${plural(number, what)}`;

const percent = (value: number): string => (value * 100).toFixed(1);

function ShareText({ share }: { share: Share | undefined }) {
  if (share === undefined) return <>–</>;
  const { share: value, low, high } = share;
  return (
    <>
      {percent(value)} %{" "}
      <span class="note">
        ({percent(low)}–{percent(high)})
      </span>
    </>
  );
}

export function ModelsTable({ models }: { models: readonly ModelFigures[] }) {
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">What the lists led to</h2>
      <p class="note">
        Since the API started, by the model that answered; in brackets the 95 % interval. Where two intervals
        overlap, neither model is shown to be better.
      </p>
      <div class="scroll" tabindex={0} role="region" aria-label="Table of models and their lists">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">
                Lists
              </th>
              <th scope="col" class="number">
                Clicked
              </th>
              <th scope="col" class="number">
                Bought from
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ version, track, lists, clicked, bought }) => (
              <tr>
                <th scope="row">
                  {version} ({track})
                </th>
                <td class="number">{lists.toLocaleString("en")}</td>
                <td class="number">
                  <ShareText share={shareOf(clicked, lists)} />
                </td>
                <td class="number">
                  <ShareText share={shareOf(bought, lists)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
