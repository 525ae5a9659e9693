// Images of the API that proofs release: a good one, and some that must not reach customers.
import { program, ROOT } from "@aisle/testcluster";
import { join } from "node:path";

export type Variant = "good" | "failing" | "slow";

/** Builds it from the API's image and returns its name. */
export async function buildVariant(variant: Variant): Promise<string> {
  const image = `aisle/api:${variant}`;
  const folder = join(ROOT, "delivery/images");
  await program(["docker", "build", "--quiet", "--target", variant, "--tag", image, folder], {
    env: { DOCKER_BUILDKIT: "0" },
  });
  return image;
}
