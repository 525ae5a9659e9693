// `bun testcluster/src/main.ts up|down|programs`: what `make cluster-up`, `cluster-down` and `cluster-programs` run.
import { down } from "./down.ts";
import { KUBECONFIG } from "./place.ts";
import { buildPrograms, up } from "./up.ts";

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
    case "programs":
      await buildPrograms();
      break;
    default:
      write("Usage: bun testcluster/src/main.ts up|down|programs");
      process.exitCode = USAGE;
  }
} catch (error) {
  process.stderr.write(`test cluster: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
