// What a crash of the runtime leaves behind in a retrain, with a real MLflow.
import { mlflowBinary } from "@aisle/mlflow/testing";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { watchCommand } from "../src/cli/watch.ts";
import { RealLoop } from "./real-loop.ts";

const binary = mlflowBinary();

describe.skipIf(binary === undefined)("a retrain whose runtime crashes (MLflow from `make setup`)", () => {
  test("leaves nothing half-registered, and the try after it completes the same run", async () => {
    await using loop = await RealLoop.start(binary ?? "");
    await loop.ingested();
    const lines: string[] = [];
    const program = [process.execPath, join(import.meta.dir, "crashing-retrain.ts"), join(loop.home, "ran")];
    // The work has this process's environment.
    const settings = { AISLE_HOME: loop.home, MLFLOW_TRACKING_URI: loop.mlflowUrl };
    const command = [
      "env",
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      ...program,
      "--trials=0",
    ];
    const watched = { name: "retrain", command, attempts: 2 };
    const code = await watchCommand(watched, { write: (line) => lines.push(line), isTty: false });

    expect(lines).toEqual([expect.stringContaining("the runtime crashed (SIGABRT)")]);
    expect(code).toBe(0);
    expect(await loop.mlflowHas()).toEqual({ runs: 1, versions: 1, champion: "1" });
    const [run] = await loop.allRuns();
    expect(run!.info.status).toBe("FINISHED");
    const serves = await loop.models.serving();
    const champion = await loop.models.registry.champion();
    expect(serves?.digest).toBe(champion!.digest);
  }, 300_000);
});
