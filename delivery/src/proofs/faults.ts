// What goes wrong in the middle of releases, and how it ends.
import { killContainers, kubectl, startGit, stopGit } from "@aisle/testcluster";

export interface Fault {
  readonly name: string;
  /** Goes wrong for about a minute from now on; returns when all is as it was. */
  readonly happen: () => Promise<void>;
}

const MINUTE_MS = 60_000;
const BETWEEN_KILLS_MS = 20_000;

const scalePrometheus = (replicas: number): Promise<string> =>
  kubectl(["scale", "statefulset", "prometheus", "--namespace=monitoring", `--replicas=${replicas}`]);

export const FAULTS: readonly Fault[] = [
  {
    name: "release desk killed three times",
    async happen() {
      for (let kill = 0; kill < 3; kill++) {
        await killContainers("aisle", "app=releases");
        await Bun.sleep(BETWEEN_KILLS_MS);
      }
    },
  },
  {
    name: "Git remote down for a minute",
    async happen() {
      await stopGit();
      try {
        await Bun.sleep(MINUTE_MS);
      } finally {
        await startGit();
      }
    },
  },
  {
    name: "Prometheus down for a minute",
    async happen() {
      await scalePrometheus(0);
      try {
        await Bun.sleep(MINUTE_MS);
      } finally {
        await scalePrometheus(1);
      }
    },
  },
];
