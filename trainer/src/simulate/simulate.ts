// The shop's next days: simulated customers act through the public API, one day after the other.
import { crowdOf } from "./crowd.ts";
import { playDay } from "./day.ts";
import { paced } from "./pace.ts";
import { People } from "./people.ts";
import { type Scene, type SceneOptions, setScene } from "./scene.ts";
import type { Shopfront } from "./shopfront.ts";
import { type DaySummary, type Summary, summarise } from "./summary.ts";

export interface SimulateOptions extends SceneOptions {
  readonly api: Shopfront;
  /** How many days to play. */
  readonly days: number;
  /** Decides who comes, what they do and what comes into fashion. */
  readonly seed: number;
  /** Share of the customers whose taste drifts to the trend, 0 to 1. */
  readonly drift: number;
  /** Visits a day; at most as many as customers are known. */
  readonly visits: number;
  /** Visits a second; as fast as the API answers when absent. */
  readonly rate?: number;
  /** Told before anything is written; what it throws is thrown. */
  readonly onBegin?: (scene: Scene) => void;
  /** Told after each day. */
  readonly onDay?: (day: DaySummary) => void;
}

/**
 * Plays the days and resolves to what came of them; the same for equal options and equal answers of the API. Rejects
 * with the client's errors when the API is away or has no model, and with `Error` when the shop is empty.
 */
export async function simulate(options: SimulateOptions): Promise<Summary> {
  const scene = await setScene(options.api, options);
  const people = new People(scene, options.shop === undefined);
  const visits = Math.min(options.visits, scene.customers.length);
  const known = [...scene.customers];
  const sent = { accepted: 0, duplicates: 0, rejected: 0 };
  const days: DaySummary[] = [];
  const pace = paced(options.rate);
  const { firstDay } = scene.calendar;
  options.onBegin?.(scene);
  for (let day = firstDay; day < firstDay + options.days; day++) {
    const { visitors, newcomers } = crowdOf(scene.world, scene.trend, known, day, visits, scene.key);
    const summary = await playDay(scene, people, visitors, day, sent, pace);
    known.push(...newcomers);
    days.push(summary);
    options.onDay?.(summary);
  }
  return summarise(days, {
    newcomers: known.length - scene.customers.length,
    newItems: scene.arrivals.items.length,
    followers: people.followers,
    events: sent,
  });
}
