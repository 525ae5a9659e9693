// The champion that a challenger must beat, with its bundle.
import { type Bundle, BundleError, modelFrom, readBundle } from "@aisle/recommender";
import type { BundleVersion } from "@aisle/mlflow";
import type { ModelStore } from "../models/model-store.ts";

export interface Champion {
  readonly version: BundleVersion;
  readonly bundle: Bundle;
}

/** What is needed of the model store. */
export interface ChampionSource extends Pick<ModelStore, "fetch" | "serving" | "point"> {
  readonly registry: Pick<ModelStore["registry"], "champion">;
}

/**
 * The champion, or undefined when there is none that this program can serve: then nothing serves, and a challenger has
 * to beat what a first model has to. Mends this machine's pointer when a promotion was cut short before it moved, or
 * when the bundle it points at is damaged. `note` is told why a champion does not count.
 */
export async function currentChampion(
  models: ChampionSource,
  note: (text: string) => void,
): Promise<Champion | undefined> {
  const version = await models.registry.champion();
  if (version === undefined) return undefined;
  const dir = await models.fetch(version);
  const bundle = await readBundle(dir, { digest: version.digest });
  try {
    modelFrom(bundle);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    note(`champion v${version.version} does not count, this program cannot serve it: ${error.message}`);
    return undefined;
  }
  const serving = await models.serving();
  if (serving?.digest !== version.digest || serving.bundle !== dir) await models.point(version, dir);
  return { version, bundle };
}
