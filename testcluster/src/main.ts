// `bun testcluster/src/main.ts up|down`: what `make cluster-up` and `make cluster-down` run.
import { down } from "./down.ts";
import { KUBECONFIG } from "./place.ts";
import { up } from "./up.ts";

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const USAGE = 2;

try {
  switch (process.argv[2]) {
    case "up":
      await up(write);
      write(`\nexport KUBECONFIG=${KUBECONFIG}`);
      break;
    case "down":
      await down();
      break;
    default:
      write("Usage: bun testcluster/src/main.ts up|down");
      process.exitCode = USAGE;
  }
} catch (error) {
  process.stderr.write(`test cluster: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
