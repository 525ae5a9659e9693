// What people commit in the proofs, on the branches that they would.
import type { Delivery } from "@aisle/testcluster";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "./scene.ts";

const RELEASED = "flux/apps/release/kustomization.yaml";
const MODEL = "flux/apps/release/model.yaml";

/** Changes the tag of the API's image on a feature branch, and merges that to `develop` and to `main`. */
export async function releaseImage({ delivery }: Scene, tag: string): Promise<void> {
  const { git } = delivery;
  const branch = `feature/${tag}`;
  await delivery.checkOut("main");
  await delivery.checkOut("develop");
  await git("merge", "--quiet", "--no-edit", "main");
  await git("switch", "--quiet", "--force-create", branch);
  edit(delivery, RELEASED, (text) => text.replace(/(name: aisle\/api\n\s+newTag: ).*/, `$1${tag}`));
  await delivery.commit(`feat(api): image ${tag}`);
  for (const [to, from] of [
    ["develop", branch],
    ["main", "develop"],
  ] as const) {
    await git("switch", "--quiet", to);
    await git("merge", "--quiet", "--no-ff", "--no-edit", from);
    await git("push", "--quiet", "origin", to);
  }
}

/** Names another model on `main`, as a person would. */
export async function releaseModel(
  { delivery }: Scene,
  { version, digest }: { readonly version: string; readonly digest: string },
): Promise<void> {
  await delivery.checkOut("main");
  edit(delivery, MODEL, (text) =>
    text
      .replaceAll(/(name: MODEL_VERSION\n\s+value: ).*/g, `$1"${version}"`)
      .replaceAll(/(name: MODEL_DIGEST\n\s+value: ).*/g, `$1${digest}`),
  );
  await delivery.commit(`release: model ${version}, by hand`);
}

/** What `main` names as released now: the images, and the model. */
export async function released({ delivery }: Scene): Promise<string> {
  await delivery.checkOut("main");
  return [RELEASED, MODEL].map((file) => readFileSync(join(delivery.folder, file), "utf8")).join("");
}

function edit({ folder }: Delivery, file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}
