// A generated shop in a home of its own beside a real MLflow, for tests of what the commands do to both.
import { type MlflowClient, REGISTERED_MODEL } from "@aisle/mlflow";
import { clientOf, type RealServer, realServer } from "@aisle/mlflow/testing";
import { EVENT_TYPES } from "@aisle/recommender";
import { type NewEvent, openStore } from "@aisle/store";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../src/cli/settings.ts";
import { ingestCommand } from "../src/data/ingest-command.ts";
import { ModelStore } from "../src/models/model-store.ts";
import { retrainCommand } from "../src/retrain/command.ts";
import type { RetrainOutcome } from "../src/retrain/retrain.ts";
import { writeShop } from "../src/shop/files.ts";
import { DEFAULT_SHOP, generateShop } from "../src/shop/generate.ts";
import { type Command, type Ran, runCommand } from "./run-command.ts";

export const SHOP = { ...DEFAULT_SHOP, seed: 5, customers: 4000, items: 300, days: 60 };

export interface FoundRun {
  readonly info: { readonly run_id: string; readonly run_name: string; readonly status: string };
  readonly data: {
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly metrics?: readonly { readonly key: string; readonly value: number }[];
  };
}

const parentOf = ({ data }: FoundRun): string | undefined =>
  data.tags.find(({ key }) => key === "mlflow.parentRunId")?.value;

export class RealLoop implements AsyncDisposable {
  readonly client: MlflowClient;
  readonly models: ModelStore;
  readonly #mlflow: RealServer;
  readonly #commitBefore = process.env["GIT_COMMIT"];

  private constructor(
    mlflow: RealServer,
    /** AISLE_HOME. */
    readonly home: string,
  ) {
    // Whoever works in this checkout meanwhile must not make a retrain another one.
    process.env["GIT_COMMIT"] = "0123abc";
    this.#mlflow = mlflow;
    this.client = clientOf(mlflow.url);
    this.models = new ModelStore(this.client, { home });
  }

  /** Takes seconds: `binary` is MLflow's server, which starts. */
  static async start(binary: string): Promise<RealLoop> {
    const home = await mkdtemp(join(tmpdir(), "aisle-loop-"));
    return new RealLoop(await realServer(binary), home);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#commitBefore === undefined) delete process.env["GIT_COMMIT"];
    else process.env["GIT_COMMIT"] = this.#commitBefore;
    await this.#mlflow[Symbol.asyncDispose]();
    await rm(this.home, { recursive: true });
  }

  /** MLflow's address. */
  get mlflowUrl(): string {
    return this.#mlflow.url;
  }

  run(command: Command, ...argv: string[]): Promise<Ran> {
    return runCommand(command, argv, { AISLE_HOME: this.home, MLFLOW_TRACKING_URI: this.mlflowUrl });
  }

  /** Ingests `SHOP`: how many events it has, and what the command said. */
  async ingested(): Promise<Ran & { readonly events: number }> {
    const folder = join(this.home, "shop");
    const { events } = await writeShop(generateShop(SHOP), folder);
    return { ...(await this.run(ingestCommand, "--data", folder, "--json")), events };
  }

  /** Every second customer acts for as long again, but every item has the part that another one had before. */
  async customersChange(): Promise<void> {
    const shop = generateShop(SHOP);
    const events: NewEvent[] = [];
    for (const chunk of shop.events()) {
      for (let at = 0; at < chunk.size; at++) {
        if (chunk.customer[at]! % 2 === 1) continue;
        events.push({
          eventId: `changed-${chunk.customer[at]}-${chunk.position[at]}`,
          customerId: `c${String(chunk.customer[at]).padStart(7, "0")}`,
          itemId: shop.items[(7 * chunk.item[at]! + 100) % SHOP.items]!.itemId,
          type: EVENT_TYPES[chunk.type[at]!]!,
          occurredAt: (chunk.time[at]! + SHOP.days * 86_400) * 1000,
        });
      }
    }
    const store = await openStore(readSettings({ AISLE_HOME: this.home }).storeUrl);
    try {
      for (let from = 0; from < events.length; from += 10_000)
        await store.appendEvents(events.slice(from, from + 10_000));
    } finally {
      await store.close();
    }
  }

  async retrained(): Promise<{ code: number; outcome: RetrainOutcome; text: string }> {
    const { code, lines } = await this.run(retrainCommand, "--trials", "2", "--json");
    return { code, outcome: JSON.parse(lines.at(-1)!) as RetrainOutcome, text: lines.join("\n") };
  }

  /** All retrains, the newest first. */
  async allRuns(): Promise<readonly FoundRun[]> {
    return (await this.#runs()).filter((run) => parentOf(run) === undefined);
  }

  /** The runs that are nested in one, the newest first. */
  async runsIn(runId: string): Promise<readonly FoundRun[]> {
    return (await this.#runs()).filter((run) => parentOf(run) === runId);
  }

  async #runs(): Promise<readonly FoundRun[]> {
    const experiment = await this.client.experiments.ensure("aisle");
    const body = { experiment_ids: [experiment], max_results: 1000 };
    return (await this.#ask<{ runs?: FoundRun[] }>("runs/search", body)).runs ?? [];
  }

  async experimentTags(): Promise<Readonly<Record<string, string>>> {
    const { experiment } = await this.#ask<{ experiment: { tags: { key: string; value: string }[] } }>(
      "experiments/get-by-name?experiment_name=aisle",
    );
    return Object.fromEntries(experiment.tags.map(({ key, value }) => [key, value]));
  }

  async mlflowHas(): Promise<{ runs: number; versions: number; champion: string | undefined }> {
    const { model_versions: versions = [] } = await this.#ask<{ model_versions?: unknown[] }>(
      "model-versions/search",
    );
    const champion = await this.models.registry.champion();
    return { runs: (await this.allRuns()).length, versions: versions.length, champion: champion?.version };
  }

  /** Deletes a version, or all of the registered model, as somebody may in MLflow's page. */
  async deleteFromRegistry(what: "model-versions" | "registered-models", fields: object = {}): Promise<void> {
    const answer = await fetch(`${this.mlflowUrl}/api/2.0/mlflow/${what}/delete`, {
      method: "DELETE",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: REGISTERED_MODEL, ...fields }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async #ask<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.mlflowUrl}/api/2.0/mlflow/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return (await answer.json()) as T;
  }
}
