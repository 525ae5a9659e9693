// `make test-delivery`: proofs on a real cluster, through Git commits alone. PROOFS=2,3 does some of them.
import { down } from "@aisle/testcluster";
import { dockerDaemon } from "../platform/docker.ts";
import { onInterrupt } from "../platform/interrupt.ts";
import { badImage } from "./bad-image.ts";
import { betterModel } from "./better-model.ts";
import { damagedBundle } from "./damaged-bundle.ts";
import { faultsInTheMiddle } from "./faults-in-the-middle.ts";
import { goodImage } from "./good-image.ts";
import { install } from "./install.ts";
import type { Proof } from "./proof.ts";
import { makeScene } from "./scene.ts";
import { worseModel } from "./worse-model.ts";

const PROOFS: readonly Proof[] = [
  install,
  goodImage,
  badImage,
  betterModel,
  worseModel,
  damagedBundle,
  faultsInTheMiddle,
];
const UNUSABLE = 2;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

let docker: AsyncDisposable | undefined;
onInterrupt(async () => {
  await down();
  await docker?.[Symbol.asyncDispose]();
});
process.exitCode = await main(process.env["PROOFS"] ?? "", process.env["KEEP"] === "1");

async function main(wanted: string, keeps: boolean): Promise<number> {
  const numbers = wanted.split(",").filter((number) => number !== "");
  const unknown = numbers.filter((number) => !PROOFS.some((proof) => String(proof.number) === number));
  if (unknown.length > 0) {
    write(
      `There is no proof ${unknown.join(", ")}: ${PROOFS.map(({ number, name }) => `${number} ${name}`).join("; ")}`,
    );
    return UNUSABLE;
  }
  const proofs = PROOFS.filter(({ number }) => numbers.length === 0 || numbers.includes(String(number)));
  let failures = 0;
  try {
    await using daemon = await dockerDaemon();
    docker = daemon;
    if (proofs.some(({ fromNothing }) => fromNothing === true)) await down();
    const scene = await makeScene(write);
    for (const proof of proofs) failures += (await holds(proof, scene)) ? 0 : 1;
  } catch (error) {
    write(error instanceof Error ? error.message : String(error));
    for (const proof of proofs) verdict(proof, "failed");
    failures = proofs.length;
  } finally {
    if (!keeps) await down();
  }
  return failures === 0 ? 0 : 1;
}

async function holds(proof: Proof, scene: Parameters<Proof["run"]>[0]): Promise<boolean> {
  try {
    await proof.run(scene);
    verdict(proof, "passed");
    return true;
  } catch (error) {
    write(`  ${error instanceof Error ? error.message : String(error)}`);
    verdict(proof, "failed");
    return false;
  }
}

function verdict({ number, name }: Proof, found: "passed" | "failed"): void {
  write(`PROOF ${number} ${name}: ${found}`);
}
