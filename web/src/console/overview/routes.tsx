// The console's first page: whether all is well, in one sentence, and the few facts behind it.
import type { CustomerList, Model, SavedRules } from "@aisle/client";
import { Elysia } from "elysia";
import type { Shop } from "../../shop.ts";
import { ask, type Told } from "../ask.ts";
import { durationText } from "../duration.ts";
import { readFigures } from "../figures/figures.ts";
import { OutcomesTable } from "../figures/outcomes-table.tsx";
import { requestsVerdict } from "../figures/requests-verdict.ts";
import { consolePage, type Verdict } from "../frame.tsx";
import { modelVerdict } from "../models/verdict.ts";
import { CATALOGUE_PATH, MODELS_PATH, OVERVIEW_PATH, RULES_PATH } from "../paths.ts";
import type { OperationsClient } from "../operations/operations.ts";
import { rulesVerdict } from "../rules/verdict.ts";
import { SimulationPart } from "../simulation/part.tsx";

/** A shop where nothing happened for so long does not send its events. In seconds. */
const MAX_SILENCE = 86_400;
const TITLE = "Overview";

interface Part {
  readonly name: string;
  /** Where there is more of it. */
  readonly path: string | undefined;
  readonly verdict: Verdict;
}

interface OverviewSources {
  /** Where the API says how it does; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
  readonly operations: OperationsClient | undefined;
}

/** How soon a page that shows something under way loads itself again, in seconds. */
const REFRESH = 5;

export const overviewRoutes = (shop: Shop, { metricsUrl, operations }: OverviewSources) =>
  new Elysia({ name: "console-overview" }).get(OVERVIEW_PATH, async () => {
    const { client } = shop;
    const [model, customers, rules, figures, ordered] = await Promise.all([
      ask(client.model()),
      ask(client.listCustomers({ limit: 1 })),
      ask(client.getRules()),
      metricsUrl === undefined ? undefined : readFigures(metricsUrl),
      operations?.state(),
    ]);
    const parts: readonly Part[] = [
      { name: "Model", path: MODELS_PATH, verdict: partOf(model, (value: Model) => modelVerdict(value)) },
      {
        name: "Events",
        path: CATALOGUE_PATH,
        verdict: partOf(customers, (value: CustomerList) => eventsVerdict(value, shop.now())),
      },
      {
        name: "Rules",
        path: RULES_PATH,
        verdict: partOf(rules, (value: SavedRules) => rulesVerdict(value, shop.now())),
      },
      ...(metricsUrl === undefined
        ? []
        : [{ name: "Requests", path: undefined, verdict: requestsVerdict(figures, shop.now()) }]),
    ];
    return consolePage(shop, {
      section: TITLE,
      title: TITLE,
      verdict: overall(parts),
      ...(ordered?.ok && ordered.value.current?.kind === "simulate" && { refresh: REFRESH }),
      content: (
        <>
          <ul class="rules" role="list">
            {parts.map(({ name, path, verdict }) => (
              <li class={`rule tone-${verdict.tone}`}>
                <div>
                  <h2>{name}</h2>
                  <p>{verdict.text}</p>
                </div>
                {path === undefined ? null : (
                  <p class="actions">
                    <a href={path} aria-label={`More of ${name.toLowerCase()}`}>
                      More
                    </a>
                  </p>
                )}
              </li>
            ))}
          </ul>
          {figures === undefined ? null : (
            <OutcomesTable outcomes={figures.outcomes} span="Since the API started" money={shop.money} />
          )}
          {metricsUrl === undefined ? (
            <p class="note figures-note">
              Set API_METRICS_URL, such as http://127.0.0.1:3100/metrics, to see requests, clicks and
              purchases here.
            </p>
          ) : null}
          {ordered?.ok ? <SimulationPart operations={ordered.value} now={shop.now()} /> : null}
        </>
      ),
    });
  });

const partOf = <T,>(told: Told<T>, verdict: (value: T) => Verdict): Verdict =>
  told.ok ? verdict(told.value) : { tone: "failed", text: told.trouble.text };

/** One sentence over all parts: what is wrong, each thing once, or that nothing is. */
function overall(parts: readonly Part[]): Verdict {
  const failed = parts.filter(({ verdict }) => verdict.tone === "failed");
  if (failed.length > 0)
    return { tone: "failed", text: [...new Set(failed.map(({ verdict }) => verdict.text))].join(" ") };
  const names = parts.filter(({ verdict }) => verdict.tone === "act").map(({ name }) => name.toLowerCase());
  return names.length > 0
    ? { tone: "act", text: `There is something to do about ${names.join(" and ")}: see below.` }
    : { tone: "well", text: "A model serves, events arrive, and the rules do what they say." };
}

function eventsVerdict({ customers: [latest] }: CustomerList, now: number): Verdict {
  if (latest === undefined)
    return { tone: "act", text: "No event ever came: have the shop send POST /v1/events." };
  const seconds = (now - Date.parse(latest.lastEventAt)) / 1_000;
  const text = `The newest event is ${durationText(seconds)} old`;
  return seconds > MAX_SILENCE
    ? { tone: "act", text: `${text}: see whether the shop still sends POST /v1/events.` }
    : { tone: "well", text: `${text}.` };
}
