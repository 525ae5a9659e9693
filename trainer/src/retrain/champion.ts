// The champion that a challenger must beat, with its bundle.
import { type Bundle, BundleError, modelFrom, readBundle } from "@aisle/recommender";
import { type Current, describeCurrent, short } from "../models/current.ts";
import type { ModelStore } from "../models/model-store.ts";

export interface Champion {
  /** As sentences call it. */
  readonly name: string;
  /** The run that it is of; undefined when the registry does not know the model. */
  readonly runId: string | undefined;
  readonly bundle: Bundle;
}

/** What is needed of the model store. */
export interface ChampionSource extends Pick<
  ModelStore,
  "current" | "fetch" | "unregistered" | "serving" | "point"
> {
  readonly registry: Pick<ModelStore["registry"], "setAlias">;
}

/**
 * What serves, or undefined when nothing ever did, or nothing that this program can serve: then a challenger has to beat
 * what a first model has to. Mends this machine's pointer when a promotion was cut short before it moved, or when the
 * bundle it points at is damaged, and with `mendsAlias` the alias when it names no or another version. `note` is told
 * what is not as the last promotion left it. Throws `Error` when nobody knows what serves, or its bundle is nowhere.
 */
export async function currentChampion(
  models: ChampionSource,
  note: (text: string) => void,
  mendsAlias: boolean,
): Promise<Champion | undefined> {
  const current = await models.current();
  const said = describeCurrent(current);
  if (current.state === "unknown") throw new Error(said);
  if (said !== undefined) note(said);
  if (current.state === "none") return undefined;
  const dir = await folderOf(models, current);
  const digest = current.state === "unregistered" ? current.digest : current.version.digest;
  const name =
    current.state === "unregistered" ? `the model ${short(digest)}` : `champion v${current.version.version}`;
  const bundle = await readBundle(dir, { digest });
  try {
    modelFrom(bundle);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    note(`${name} does not count, this program cannot serve it: ${error.message}`);
    return undefined;
  }
  if (current.state === "unregistered") return { name, runId: undefined, bundle };
  const { version } = current;
  if (mendsAlias && current.state !== "champion") await models.registry.setAlias("champion", version.version);
  const serving = await models.serving();
  if (serving?.digest !== digest || serving.bundle !== dir) await models.point(version, dir);
  return { name, runId: version.runId, bundle };
}

function folderOf(
  models: ChampionSource,
  current: Exclude<Current, { readonly state: "none" | "unknown" }>,
): Promise<string> {
  return current.state === "unregistered"
    ? models.unregistered(current.digest)
    : models.fetch(current.version);
}
