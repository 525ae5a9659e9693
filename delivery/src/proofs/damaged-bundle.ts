// A bundle that was damaged where it is kept starts no pod, and harms nobody.
import { promoteBetterModel } from "./better-model.ts";
import { described, release } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { holds, type Proof } from "./proof.ts";
import { byAlias, damageBundle, versions } from "./registry.ts";
import { releaseModel, released as named } from "./commits.ts";
import { type Scene, servedVersion } from "./scene.ts";

export const damagedBundle: Proof = {
  number: 6,
  name: "a damaged bundle is rolled back",
  async run(scene) {
    const damaged = await otherVersion(scene);
    const before = {
      champion: await byAlias("champion"),
      serving: await servedVersion(scene),
      named: await named(scene),
    };
    await damageBundle(damaged.version);
    const released = await release(scene, () => releaseModel(scene, damaged));
    scene.write(`  ${described(released)}`);
    const { verdict, reason, revert } = await newestReport();
    scene.write(`  ${reason}; reverted by ${revert?.slice(0, 12)}`);
    holds(released.phase === "Failed", `the release ended as ${released.phase}`);
    holds(released.weights.length === 0, `the canary was given ${released.weights.join(", ")} percent`);
    holds(
      Object.keys(released.outcomes).join() === "200",
      `the client saw ${JSON.stringify(released.outcomes)}`,
    );
    holds(verdict === "rolled back", `the report says ${verdict}`);
    holds(
      /did not become ready.*model\.safetensors has the digest/.test(reason ?? ""),
      `the report's reason is ${reason}`,
    );
    holds((await servedVersion(scene)) === before.serving, "another version serves");
    holds((await named(scene)) === before.named, "Git does not name what it named before");
    holds((await byAlias("champion")).version === before.champion.version, "the champion is another");
  },
};

/** A version that does not serve; when there is but one, a second is made, and the first is it. */
async function otherVersion(scene: Scene) {
  const find = async () => {
    const serving = await servedVersion(scene);
    return (await versions()).findLast(({ version }) => version !== serving);
  };
  const found = await find();
  if (found !== undefined) return found;
  await promoteBetterModel(scene);
  return (await find())!;
}
