// What the overview judges, each in a sentence, and all of them in one.
import type { CustomerList, Model, SavedRules } from "@aisle/client";
import type { Told } from "../ask.ts";
import { durationText } from "../duration.ts";
import type { Totals } from "../figures/figures.ts";
import { requestsVerdict } from "../figures/requests-verdict.ts";
import type { Verdict } from "../frame.tsx";
import { modelVerdict } from "../models/verdict.ts";
import { CATALOGUE_PATH, DATA_PATH, MODELS_PATH, RULES_PATH } from "../paths.ts";
import type { Answered } from "../prometheus/prometheus.ts";
import { rulesVerdict } from "../rules/verdict.ts";
import type { ChangesFound } from "./changes.ts";

/** A shop where nothing happened for so long does not send its events. In seconds. */
const MAX_SILENCE = 86_400;

export interface Part {
  readonly name: string;
  /** Where there is more of it. */
  readonly path?: string;
  readonly verdict: Verdict;
}

interface Facts {
  readonly model: Told<Model>;
  readonly customers: Told<CustomerList>;
  readonly rules: Told<SavedRules>;
  /** And of which time they tell; undefined: nobody is asked. */
  readonly figures:
    | {
        readonly of: Totals | undefined;
        readonly when: string;
        /** By which they are judged, where they are of a time that is long over. */
        readonly recent?: { readonly of: Totals; readonly when: string };
      }
    | undefined;
  /** What is wrong with Prometheus; undefined: nothing, or nobody is asked. */
  readonly trouble: string | undefined;
  /** Of the newest retrain; undefined: nobody is asked. */
  readonly data: Verdict | undefined;
  readonly changes: Answered<ChangesFound> | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

export function partsOf(facts: Facts): Part[] {
  const { model, customers, rules, figures, data, trouble, changes, now } = facts;
  return [
    { name: "Model", path: MODELS_PATH, verdict: partOf(model, (value) => modelVerdict(value)) },
    {
      name: "Events",
      path: CATALOGUE_PATH,
      verdict: partOf(customers, (value) => eventsVerdict(value, now)),
    },
    ...(data === undefined ? [] : [{ name: "Data", path: DATA_PATH, verdict: data }]),
    { name: "Rules", path: RULES_PATH, verdict: partOf(rules, (value) => rulesVerdict(value, now)) },
    ...(figures === undefined
      ? []
      : [{ name: "Requests", verdict: requestsVerdict(figures.of, figures.when, figures.recent) }]),
    ...(trouble === undefined
      ? []
      : [{ name: "Prometheus", verdict: { tone: "act", text: `${trouble}.` } as const }]),
    ...(changes?.ok === true ? [{ name: "Alerts", verdict: alertsVerdict(changes.value) }] : []),
  ];
}

/** One sentence over all parts: what is wrong, each thing once, or that nothing is. */
export function overall(parts: readonly Part[]): Verdict {
  const failed = parts.filter(({ verdict }) => verdict.tone === "failed");
  if (failed.length > 0)
    return { tone: "failed", text: [...new Set(failed.map(({ verdict }) => verdict.text))].join(" ") };
  const names = parts.filter(({ verdict }) => verdict.tone === "act").map(({ name }) => name);
  return names.length > 0
    ? { tone: "act", text: `There is something to do about ${inWords(names)}: see below.` }
    : { tone: "well", text: "A model serves, events arrive, and the rules do what they say." };
}

/** Prometheus is somebody's name. */
const inWords = (names: readonly string[]): string =>
  names.map((name) => (name === "Prometheus" ? name : name.toLowerCase())).join(" and ");

const partOf = <T>(told: Told<T>, verdict: (value: T) => Verdict): Verdict =>
  told.ok ? verdict(told.value) : { tone: "failed", text: told.trouble.text };

function eventsVerdict({ customers: [latest] }: CustomerList, now: number): Verdict {
  if (latest === undefined)
    return { tone: "act", text: "No event ever came: have the shop send POST /v1/events." };
  const seconds = (now - Date.parse(latest.lastEventAt)) / 1_000;
  const text = `The newest event is ${durationText(seconds)} old`;
  return seconds > MAX_SILENCE
    ? { tone: "act", text: `${text}: see whether the shop still sends POST /v1/events.` }
    : { tone: "well", text: `${text}.` };
}

function alertsVerdict({ firing }: ChangesFound): Verdict {
  if (firing.length === 0) return { tone: "well", text: "No alert fires." };
  return {
    tone: "act",
    text: `${firing.join(", ")} ${firing.length === 1 ? "fires" : "fire"}: Alertmanager says what it means.`,
  };
}
