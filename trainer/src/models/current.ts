// Which model a new one replaces: the one that serves, as the registry knows it, by its digest as well as by its alias.
import type { BundleVersion } from "@aisle/mlflow";
import type { ApiAnswer } from "./serving-api.ts";
import type { Pointer } from "./serving.ts";

export type Current =
  /** Nothing was ever promoted here. */
  | { readonly state: "none" }
  /** The alias `champion` and what serves agree, or nothing but the alias is known. */
  | { readonly state: "champion"; readonly version: BundleVersion }
  /** There is no alias `champion`; this version serves. */
  | { readonly state: "lost alias"; readonly version: BundleVersion }
  /** The alias names a version that does not serve; this one does. */
  | { readonly state: "other alias"; readonly version: BundleVersion; readonly aliased: BundleVersion }
  /** The registry knows no version of what serves. */
  | { readonly state: "unregistered"; readonly digest: string }
  /** Nothing says what serves, but there was, or may be, a champion. */
  | { readonly state: "unknown"; readonly why: string };

export interface Sources {
  readonly registry: {
    /** The version with the alias `champion`. */
    champion(): Promise<BundleVersion | undefined>;
    byDigest(digest: string): Promise<BundleVersion | undefined>;
    /** The newest version that ever was a champion. */
    lastPromoted(): Promise<BundleVersion | undefined>;
  };
  readonly pointer: Pointer;
  /** What the API says that it serves; undefined when none was named. */
  readonly api: ApiAnswer | undefined;
  /**
   * Whether the alias is moved by somebody who sees what serves, as in a cluster: then the pointer only remembers the
   * champion of the last time, and counts when there is no alias.
   */
  readonly aliasLeads: boolean;
}

export async function currentModel({ registry, pointer, api, aliasLeads }: Sources): Promise<Current> {
  const aliased = await registry.champion();
  const answered = api?.state === "serves" ? api.digest : undefined;
  const pointed = pointer.state === "serving" ? pointer.serving.digest : undefined;
  const digest = answered ?? (aliasLeads && aliased !== undefined ? aliased.digest : pointed);
  if (digest === undefined) {
    if (aliased !== undefined) return { state: "champion", version: aliased };
    return await withoutAnyName(registry, pointer, api);
  }
  if (aliased?.digest === digest) return { state: "champion", version: aliased };
  const version = await registry.byDigest(digest);
  if (version === undefined) return { state: "unregistered", digest };
  return aliased === undefined
    ? { state: "lost alias", version }
    : { state: "other alias", version, aliased };
}

async function withoutAnyName(
  registry: Sources["registry"],
  pointer: Pointer,
  api: ApiAnswer | undefined,
): Promise<Current> {
  if (pointer.state === "unreadable")
    return { state: "unknown", why: `${pointer.path} cannot be read: remove it when no model serves` };
  if (api?.state === "silent")
    return { state: "unknown", why: `the API does not say (${api.reason}): start it, or unset API_URL` };
  const promoted = await registry.lastPromoted();
  if (promoted === undefined) return { state: "none" };
  const { version } = promoted;
  return {
    state: "unknown",
    why: `version ${version} was promoted before: run \`trainer promote --version ${version}\` if that is to serve`,
  };
}

/** What there is to say of a state in which not all is as the last promotion left it; undefined when all is. */
export function describeCurrent(current: Current): string | undefined {
  switch (current.state) {
    case "none":
    case "champion":
      return undefined;
    case "lost alias":
      return `the registry has no alias champion: ${nameOf(current.version)} serves, so it is the champion`;
    case "other alias": {
      const { version } = current.aliased;
      return (
        `the alias champion names version ${version}, but ${nameOf(current.version)} serves, so that is the champion; ` +
        `\`trainer promote --version ${version}\` makes the other one serve`
      );
    }
    case "unregistered":
      return (
        `the registry does not know the model that serves (${short(current.digest)}): the version was deleted, or the ` +
        "registry is another one"
      );
    case "unknown":
      return `the registry has no alias champion, and nothing says which model serves: ${current.why}`;
  }
}

const nameOf = ({ version, digest }: BundleVersion): string => `version ${version} (${short(digest)})`;

export const short = (digest: string): string => digest.slice(0, "sha256:".length + 12);
