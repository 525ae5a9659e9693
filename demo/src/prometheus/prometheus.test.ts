// The demo's Prometheus, by its configuration and, where this machine has the program, as it runs.
import { describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fakeCheckout } from "../../test/fake-checkout.ts";
import { Supervisor } from "../processes/supervisor.ts";
import { untilReady } from "../ready.ts";
import { addresses } from "../services.ts";
import { prometheusConfig } from "./config.ts";
import { prometheusService } from "./service.ts";

const program = Bun.which("prometheus") ?? undefined;
if (program === undefined)
  process.stderr.write("The demo's Prometheus is not tested: put prometheus on PATH.\n");

const RULES = "flux/infrastructure/monitoring/rules";
const checkoutRoot = resolve(import.meta.dir, "..", "..", "..");

test("the configuration says one thing alone, whatever the checkout is called", () => {
  const root = `/home/anna's "shop" [1]*\n- job_name: other`;
  const ports = { API_INTERNAL_PORT: 3100, PROMETHEUS_PORT: 9090 };
  const config = JSON.parse(prometheusConfig({ root, ports })) as {
    rule_files: string[];
    scrape_configs: [];
  };
  expect(config.rule_files).toEqual([
    String.raw`/home/anna's "shop" \[1\]\*` +
      "\n- job_name: other/flux/infrastructure/monitoring/rules/*.rules.yml",
  ]);
  expect(config.scrape_configs).toHaveLength(2);
});

describe.skipIf(program === undefined)("Prometheus", () => {
  test("watches the API by our rules, tells nobody but this machine's programs, and takes no orders", async () => {
    const checkout = await fakeCheckout();
    const root = join(checkout.config.root, "a [shop]");
    mkdirSync(join(root, RULES), { recursive: true });
    cpSync(join(checkoutRoot, RULES), join(root, RULES), { recursive: true });
    const config = { ...checkout.config, root, home: join(root, "home") };
    mkdirSync(config.home);
    const api = Bun.serve({
      hostname: "127.0.0.1",
      port: config.ports.API_INTERNAL_PORT,
      fetch: () => new Response("aisle_http_requests_in_flight 1\n"),
    });
    const supervisor = new Supervisor(`prometheus-${process.pid}`, process.env);
    try {
      const service = prometheusService(config, program!);
      supervisor.start(service);
      await untilReady(service, AbortSignal.timeout(60_000), () => undefined);
      const { prometheus } = addresses(config.ports);
      const seen = await until(async () => {
        const found = await ask(`${prometheus}/api/v1/query?query=${encodeURIComponent('up{job="api"}')}`);
        return (found as { data: { result: { value: [number, string] }[] } }).data.result[0]?.value[1];
      });
      expect(seen).toBe("1");
      const rules = JSON.stringify(await ask(`${prometheus}/api/v1/rules`));
      for (const name of ["ApiDown", "ApiSlow", "CanaryStuck"]) expect(rules).toContain(`"${name}"`);
      const foreign = await fetch(`${prometheus}/api/v1/labels`, {
        headers: { origin: "https://other.example" },
      });
      expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
      for (const order of ["api/v1/admin/tsdb/snapshot", "-/quit", "-/reload"])
        expect((await fetch(`${prometheus}/${order}`, { method: "POST" })).ok).toBe(false);
      expect(readFileSync(service.logFile, "utf8")).not.toContain("level=error");
    } finally {
      expect(await supervisor.stop()).toEqual([]);
      await api.stop(true);
      checkout.remove();
    }
  }, 60_000);
});

const ask = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** What `read` finds, as soon as it finds something. */
async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    await Bun.sleep(200);
  }
}
