// A model that is better on paper and worse for customers is found out by their clicks, and taken back.
import { described, release } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { holds, type Proof } from "./proof.ts";
import { byAlias, versions } from "./registry.ts";
import { released as named } from "./commits.ts";
import { servedVersion } from "./scene.ts";
import { amongShoppers, retrain, botsCame } from "./shop.ts";

const RATE = 10;
/** As flux/apps/test has it. */
const LEAST_LISTS = 3_000;

export const worseModel: Proof = {
  number: 5,
  name: "a model that customers click less on is rolled back",
  async run(scene) {
    const before = { champion: await byAlias("champion"), named: await named(scene) };
    await botsCame(scene);
    await retrain();
    const released = await amongShoppers(() => release(scene, () => Promise.resolve(), RATE));
    scene.write(`  ${described(released)}`);
    const report = await newestReport();
    const { verdict, reason, canary, gate } = report;
    scene.write(`  ${report.title}: ${gate?.reason}; ${reason}`);
    holds(released.phase === "Failed", `the release ended as ${released.phase}`);
    holds(verdict === "rolled back", `the report says ${verdict}`);
    holds(reason?.startsWith("click-through") === true, `the report's reason is ${reason}`);
    holds((canary.lists ?? 0) >= LEAST_LISTS, `the verdict came after ${canary.lists} lists`);
    const { version } = report.to.model!;
    const tagged = (await versions()).find((one) => one.version === version);
    holds(
      tagged?.tags["aisle.release.test"] === "rolled back",
      `version ${version} is not tagged as rolled back`,
    );
    const champion = await byAlias("champion");
    holds(champion.version === before.champion.version, `the champion is now version ${champion.version}`);
    holds((await servedVersion(scene)) === champion.version, "another version serves");
    holds((await named(scene)) === before.named, "Git does not name what it named before");
  },
};
