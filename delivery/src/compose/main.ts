// `make test-compose`: the development stack for real, from nothing to recommendations, and gone again.
import { createClient } from "@aisle/client";
import { freePort, program, stepsTo, until } from "@aisle/testcluster";
import { dockerDaemon } from "../platform/docker.ts";
import { onInterrupt } from "../platform/interrupt.ts";

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const PROJECT = "aisle-test";
const PORTS = [
  "API_PORT",
  "API_INTERNAL_PORT",
  "WEB_PORT",
  "MLFLOW_PORT",
  "POSTGRES_PORT",
  "PROMETHEUS_PORT",
  "ALERTMANAGER_PORT",
  "RELEASES_PORT",
] as const;
const PASSWORDS = ["MLFLOW_ADMIN_PASSWORD", "MLFLOW_TRAINER_PASSWORD", "MLFLOW_RELEASES_PASSWORD"] as const;
/** Building images, and training the first model. */
const UP_MS = 900_000;
const SEEN_MS = 60_000;

const began = performance.now();
const step = stepsTo(write);
try {
  await using daemon = await dockerDaemon();
  await step("images of others", () => program(["scripts/upstream-images"], { timeoutMs: UP_MS }));
  const ports = Object.fromEntries(PORTS.map((name) => [name, String(freePort())]));
  const passwords = Object.fromEntries(PASSWORDS.map((name) => [name, crypto.randomUUID()]));
  const compose = (...args: readonly string[]): Promise<string> =>
    program(["scripts/compose", "--project-name", PROJECT, ...args], {
      env: {
        ...ports,
        ...passwords,
        COMPOSE_PROFILES: "",
        DATA: "",
        SHOP: "--customers 4000 --items 1000 --days 60",
      },
      timeoutMs: UP_MS,
    });
  const at = (name: (typeof PORTS)[number], path = ""): string => `http://127.0.0.1:${ports[name]}${path}`;
  const remove = (): Promise<string> => compose("down", "--volumes", "--remove-orphans");
  await remove();
  onInterrupt(async () => {
    await remove();
    await daemon[Symbol.asyncDispose]();
  });
  try {
    await step("up, with a first model", () => compose("up", "--build", "--detach", "--wait"));
    await step("recommends", () => recommends(at("API_PORT")));
    await step("the page shows products", () => pageShows(at("WEB_PORT")));
    await step("MLflow asks for a user", () =>
      asksForUser(at("MLFLOW_PORT"), passwords["MLFLOW_RELEASES_PASSWORD"]!),
    );
    await step("each answers for its own hosts only", async () => {
      for (const url of [
        at("API_PORT", "/v1/trending"),
        at("API_INTERNAL_PORT", "/metrics"),
        at("WEB_PORT"),
        at("RELEASES_PORT"),
      ])
        await refusesForeignHosts(url);
    });
    await step("Prometheus sees the API", () => scraped(at("PROMETHEUS_PORT"), at("ALERTMANAGER_PORT")));
    await step("an alert reaches the release desk", () =>
      alerted(at("ALERTMANAGER_PORT"), at("RELEASES_PORT")),
    );
    await step("a new container goes on where the last one was", async () => {
      await compose("up", "--detach", "--wait", "--force-recreate", "--no-deps", "api");
      await recommends(at("API_PORT"));
    });
    await step("the roots of our containers cannot be written", async () => {
      for (const service of ["api", "releases", "web"])
        await program([
          "docker",
          "exec",
          `${PROJECT}-${service}-1`,
          "sh",
          "-c",
          "! touch /aisle/file && [ $(id -u) = 1000 ]",
        ]);
    });
  } catch (error) {
    write(await compose("logs", "--tail", "30"));
    throw error;
  } finally {
    await step("down", remove);
  }
  for (const kind of ["container", "volume", "network"]) {
    const left = await program([
      "docker",
      kind,
      "ls",
      "--quiet",
      "--filter",
      `label=com.docker.compose.project=${PROJECT}`,
    ]);
    if (left.trim() !== "") throw new Error(`down left a ${kind} behind: ${left.trim()}`);
  }
  write(`compose: passed in ${((performance.now() - began) / 1000).toFixed(0)} s`);
} catch (error) {
  write(error instanceof Error ? error.message : String(error));
  write("compose: failed");
  process.exitCode = 1;
}

/** Lists from a trained model, which what a customer does changes at once. */
async function recommends(baseUrl: string): Promise<void> {
  const client = createClient({ baseUrl });
  const before = await client.recommend({ customerId: "compose-test", limit: 10 });
  if (before.items.length !== 10) throw new Error(`${before.items.length} items instead of 10`);
  if (before.model.version !== "1") throw new Error(`model ${before.model.version} instead of 1`);
  const [first, second] = before.items;
  await client.sendEvents(
    [first!, second!].map(({ itemId }) => ({
      customerId: "compose-test",
      itemId,
      type: "purchase" as const,
    })),
  );
  const after = await client.recommend({ customerId: "compose-test", limit: 10 });
  if (after.items.some(({ itemId }) => itemId === first!.itemId))
    throw new Error("what was bought is recommended again");
}

async function pageShows(url: string): Promise<void> {
  const page = await fetch(url);
  if (page.status !== 200) throw new Error(`the page answers ${page.status}`);
  // What the page loads as soon as it is there.
  const list = await (await fetch(`${url}/for-you`)).text();
  if (!list.includes('class="name"')) throw new Error(`the page has no products:\n${list.slice(0, 500)}`);
}

/** A user of its registry, whom it knows by name and password, and nobody else. */
async function asksForUser(mlflow: string, password: string): Promise<void> {
  const url = `${mlflow}/api/2.0/mlflow/registered-models/alias?name=aisle-recommender&alias=champion`;
  const statusAs = async (pair: string): Promise<number> =>
    (await fetch(url, { headers: { authorization: `Basic ${btoa(pair)}` } })).status;
  const statuses = [
    (await fetch(url)).status,
    await statusAs("releases:something-else"),
    await statusAs(`releases:${password}`),
  ];
  if (statuses.join() !== "401,401,200")
    throw new Error(`MLflow answers ${statuses.join()}, not 401,401,200`);
}

/** As when the name of a foreign page leads to this machine. */
async function refusesForeignHosts(url: string): Promise<void> {
  const { status } = await fetch(url, { headers: { host: "evil.example" } });
  if (status !== 421) throw new Error(`${url} answers ${status} for a host that is not its own`);
}

async function scraped(prometheus: string, alertmanager: string): Promise<void> {
  const query = encodeURIComponent('up{job="api"} == 1 and on() sum(aisle_http_requests_total) > 0');
  await until("Prometheus has the API's metrics", SEEN_MS, async () => {
    const answer = (await (await fetch(`${prometheus}/api/v1/query?query=${query}`)).json()) as {
      readonly data: { readonly result: readonly unknown[] };
    };
    return answer.data.result.length === 1;
  });
  const { status } = await fetch(`${alertmanager}/-/ready`);
  if (status !== 200) throw new Error(`Alertmanager answers ${status}`);
}

async function alerted(alertmanager: string, desk: string): Promise<void> {
  const alert = { labels: { alertname: "ComposeTest" }, annotations: { summary: "only a test" } };
  const { status } = await fetch(`${alertmanager}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([alert]),
  });
  if (status !== 200) throw new Error(`Alertmanager answers ${status}`);
  await until("the release desk's page shows the alert", SEEN_MS, async () =>
    (await (await fetch(desk)).text()).includes("only a test"),
  );
}
