// The shop of the proofs: its data, the days that pass there, and what the trainer makes of it, as jobs in the cluster.
import { kubectl } from "@aisle/testcluster";
import type { Scene } from "./scene.ts";

const JOB_S = 600;
const TRAINER = "bun trainer/src/main.ts";
/** What the shop was made with; the same seed makes the same customers, whose tastes only `simulate` knows. */
const GENERATE = `${TRAINER} generate --out /tmp/shop --customers 4000 --items 1000 --days 60`;
const SIMULATE = `${TRAINER} simulate --shop /tmp/shop --api-url http://recommendations`;

/** A generated shop, ingested by the trainer. */
export const fillShop = (): Promise<string> =>
  runJob("fill-shop", `${GENERATE} && ${TRAINER} ingest --data /tmp/shop`);

/** The shop's next days, with a fashion that a third of the customers take up. */
export const daysPass = (days: number): Promise<string> =>
  runJob("days", `${GENERATE} && ${SIMULATE} --days ${days} --json`);

/** What the CronJob does each night. */
export const retrain = (): Promise<string> =>
  runJob("retrain-now", `${TRAINER} retrain --propose --trials 2`);

/**
 * For a month thirty swarms of bots have come, each for ten products that have nothing in common. They are newer than
 * everybody else and more: a model that learns of them is better on fresh data, passes the gate, and is worse for customers.
 */
export async function botsCame({ url, host }: Pick<Scene, "url" | "host">): Promise<string> {
  const response = await fetch(`${url}/v1/customers?limit=1`, { headers: { host } });
  const { customers } = (await response.json()) as {
    readonly customers: readonly { readonly lastEventAt: string }[];
  };
  const last = Date.parse(customers[0]!.lastEventAt) / 1_000;
  const events = `awk -v last=${last} '${BOTS}' > /tmp/bots/interactions.csv`;
  return await runJob(
    "bots",
    `${GENERATE} && mkdir /tmp/bots && cp /tmp/shop/items.jsonl /tmp/bots/ && ${events} && ${TRAINER} ingest --data /tmp/bots`,
  );
}

const BOTS = `BEGIN {
  srand(2)
  print "user_id,item_id,timestamp,seq_pos,event_type"
  for (bot = 0; bot < 4000; bot++)
    for (visit = 0; visit < 8; visit++) {
      at = last + 60 + int(rand() * 30 * 86400)
      for (step = 0; step < 6; step++) {
        # The last product of a visit is one that all swarms want.
        item = step == 5 ? 10 * int(rand() * 30) : bot % 30 + 30 * int(rand() * 10)
        type = step % 3 == 2 ? "cart" : "view"
        printf "bot%05d,p%06d,%d,%d,%s\\n", bot, item, at + step * 5, step, type
      }
    }
}`;

/** Visits a second, each of which asks for a list or two. */
const VISITS = 60;

/** Customers come, look and click while `work` is done. */
export async function amongShoppers<T>(work: () => Promise<T>): Promise<T> {
  await startJob("shoppers", `${GENERATE} && ${SIMULATE} --days 365 --drift 0 --seed 5 --rate ${VISITS}`);
  try {
    return await work();
  } finally {
    await endJob("shoppers");
  }
}

/** Runs a shell's command with the trainer's image and settings, as its CronJob would, and returns what it said. */
async function runJob(name: string, command: string): Promise<string> {
  await startJob(name, command);
  const logs = (): Promise<string> => kubectl(["logs", `job/${name}`, "--namespace=aisle"]);
  const decided = new AbortController();
  const reached = (condition: string): Promise<string> =>
    kubectl(
      ["wait", `--for=condition=${condition}`, `job/${name}`, "--namespace=aisle", `--timeout=${JOB_S}s`],
      { signal: decided.signal },
    );
  // Whichever comes first: a job that failed never completes. The other would be waited for.
  const isComplete = await Promise.any([
    reached("complete").then(() => true),
    reached("failed").then(() => false),
  ]).catch(() => false);
  decided.abort();
  if (!isComplete) throw new Error(`job ${name} did not end well:\n${await logs()}`);
  return await logs();
}

async function startJob(name: string, command: string): Promise<void> {
  const cronJob = JSON.parse(
    await kubectl(["get", "cronjob", "retrain", "--namespace=aisle", "--output=json"]),
  ) as { readonly spec: { readonly jobTemplate: { readonly spec: Record<string, unknown> } } };
  const spec = structuredClone(cronJob.spec.jobTemplate.spec) as {
    backoffLimit: number;
    template: {
      spec: {
        terminationGracePeriodSeconds?: number;
        containers: {
          command?: readonly string[];
          args?: readonly string[];
          resources: { requests: object };
        }[];
      };
    };
  };
  const [container] = spec.template.spec.containers;
  container!.command = ["sh", "-euc", command];
  delete container!.args;
  // A test's node is small.
  container!.resources.requests = { cpu: "100m", memory: "256Mi" };
  spec.template.spec.terminationGracePeriodSeconds = 1;
  spec.backoffLimit = 0;
  await endJob(name);
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace: "aisle" }, spec };
  await kubectl(["apply", "--filename", "-"], { input: JSON.stringify(job) });
}

async function endJob(name: string): Promise<void> {
  await kubectl(["delete", "job", name, "--namespace=aisle", "--ignore-not-found", "--cascade=foreground"]);
}
