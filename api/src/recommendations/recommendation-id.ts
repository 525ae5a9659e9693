// The id of one answered list. It carries which model answered, so that what it leads to counts for that model.
import { MODEL_VERSION_PATTERN } from "@aisle/contract";

export interface ModelLabel {
  readonly version: string;
  readonly track: string;
}

/** `version.track.random`, safe in an address. `random` and `track` have no dot; a version may. */
export const recommendationId = (model: ModelLabel, random: string): string =>
  `${model.version}.${model.track}.${random}`;

/** The model that an id names; undefined when it is not one of ours. */
export function modelOf(id: string): ModelLabel | undefined {
  const match = /^(.+)\.([A-Za-z0-9_-]{1,32})\.[A-Za-z0-9-]{1,64}$/.exec(id);
  const [, version, track] = match ?? [];
  if (version === undefined || track === undefined || !MODEL_VERSION_PATTERN.test(version)) return undefined;
  return { version, track };
}
