// Images in the node: stand-ins for those of the cluster's own parts, made of what `scripts/go-tools` built, and others.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ctr, PAUSE_IMAGE } from "./node.ts";
import { K3S, STATE, tool } from "./place.ts";
import { program } from "./program.ts";

/** Upstream's name → the program that its image starts, and others that it has. */
const PARTS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "ghcr.io/fluxcd/source-controller:v1.9.4": ["source-controller"],
  "ghcr.io/fluxcd/kustomize-controller:v1.9.5": ["kustomize-controller"],
  "ghcr.io/fluxcd/helm-controller:v1.6.2": ["helm-controller"],
  "ghcr.io/fluxcd/notification-controller:v1.9.3": ["notification-controller"],
  "ghcr.io/fluxcd/flagger:1.44.0": ["flagger"],
  "ghcr.io/fluxcd/flagger-loadtester:0.38.0": ["loadtester", "hey"],
};
/** k3s has its own of these. */
const PARTS_OF_K3S: typeof PARTS = {
  "docker.io/coredns/coredns:1.14.5": ["coredns"],
  "registry.k8s.io/metrics-server/metrics-server:v0.9.0": ["metrics-server"],
  "docker.io/library/traefik:v3.6.12": ["traefik"],
};

const BASE = "aisle-stand-in/debian:12";
/** What an image of a part was made from. */
const MADE_FROM = "aisle.made-from";
const PAUSE = "int pause(void); int main(void) { for (;;) pause(); }";

/** Makes the images of the cluster's parts in Docker, and brings them into the node. */
export async function makeParts(): Promise<void> {
  const parts = K3S === undefined ? { ...PARTS, ...PARTS_OF_K3S } : PARTS;
  for (const [image, names] of Object.entries(parts)) await makePart(image, names);
  if (K3S === undefined) await makePause();
  await importImages([...(K3S === undefined ? [PAUSE_IMAGE] : []), ...Object.keys(parts)]);
}

/** Brings images of Docker's into the node, those that it does not have yet. */
export async function importImages(images: readonly string[]): Promise<void> {
  const folder = join(STATE, "images");
  mkdirSync(folder, { recursive: true });
  const present = new Set((await program(ctr("images", "list", "--quiet"))).split("\n"));
  for (const image of images) {
    const stamp = join(folder, image.replaceAll("/", "_"));
    const id = await idOf(image);
    if (id === undefined) throw new Error(`Docker has no image ${image}`);
    if (present.has(wholeName(image)) && existsSync(stamp) && readFileSync(stamp, "utf8") === id) continue;
    const archive = join(folder, "archive.tar");
    await program(["docker", "save", "--output", archive, image]);
    await program(ctr("images", "import", archive));
    rmSync(archive);
    writeFileSync(stamp, id);
  }
}

/** As containerd has it: Docker leaves its own registry out of a name. */
export function wholeName(image: string): string {
  const [first = "", ...rest] = image.split("/");
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`;
}

async function makePause(): Promise<void> {
  if ((await idOf(PAUSE_IMAGE)) !== undefined) return;
  await inFolder(async (folder) => {
    await program(["gcc", "-static", "-Os", "-x", "c", "-", "-o", join(folder, "pause")], { input: PAUSE });
    await build(folder, PAUSE_IMAGE, ["FROM scratch", "COPY pause /pause", `ENTRYPOINT ["/pause"]`]);
  });
}

async function makePart(image: string, names: readonly [string, ...string[]]): Promise<void> {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const name of names) hasher.update(await Bun.file(tool(name)).bytes());
  const madeFrom = hasher.digest("hex");
  const label = await program([
    "docker",
    "image",
    "inspect",
    "--format",
    `{{index .Config.Labels "${MADE_FROM}"}}`,
    image,
  ]).catch(() => "");
  if (label.trim() === madeFrom) return;
  await inFolder(async (folder) => {
    for (const name of names) copyFileSync(tool(name), join(folder, name));
    await build(folder, image, [
      `FROM ${BASE}`,
      `LABEL ${MADE_FROM}=${madeFrom}`,
      `COPY ${names.join(" ")} /usr/local/bin/`,
      "USER 65532:65532",
      `ENTRYPOINT ["/usr/local/bin/${names[0]}"]`,
    ]);
  });
}

async function build(folder: string, image: string, lines: readonly string[]): Promise<void> {
  writeFileSync(join(folder, "Dockerfile"), `${lines.join("\n")}\n`);
  await program(["docker", "build", "--quiet", "--tag", image, folder], { env: { DOCKER_BUILDKIT: "0" } });
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "aisle-image-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Undefined when Docker does not have the image. */
async function idOf(image: string): Promise<string | undefined> {
  return await program(["docker", "image", "inspect", "--format", "{{.Id}}", image]).then(
    (id) => id.trim(),
    () => undefined,
  );
}
