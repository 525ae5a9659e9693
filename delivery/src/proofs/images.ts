// Images of the API that proofs release: a good one, and some that must not reach customers.
import { importImages, program, ROOT } from "@aisle/testcluster";
import { join } from "node:path";

export type Variant = "good" | "failing" | "slow";

/** Builds it from the API's image, brings it into the cluster, and returns its tag. */
export async function importVariant(variant: Variant, tag: string = variant): Promise<string> {
  const image = `aisle/api:${tag}`;
  const folder = join(ROOT, "delivery/images");
  await program(["docker", "build", "--quiet", "--target", variant, "--tag", image, folder], {
    env: { DOCKER_BUILDKIT: "0" },
  });
  await importImages([image]);
  return tag;
}
