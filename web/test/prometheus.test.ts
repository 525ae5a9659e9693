// The overview's queries, asked of a real Prometheus that watches an API which a test lets count. Skipped where there is no
// program of that name on PATH.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "../src/console/overview/measured.ts";
import { SPANS } from "../src/console/overview/span.ts";
import { Prometheus } from "../src/console/prometheus/prometheus.ts";

const program = Bun.which("prometheus") ?? undefined;
if (program === undefined)
  process.stderr.write("The overview's queries are not asked of a real Prometheus: put it on PATH.\n");

const MINUTES = SPANS[0];
const PATIENCE_MS = 30_000;

/** What the API would tell: `lists` of a placement that is new, beside one whose lists do not change. */
const metricsOf = (lists: number, startedAt: number): string => `
process_start_time_seconds ${startedAt}
aisle_model_info{version="7",track="stable",digest="x"} 1
aisle_http_requests_total{method="GET",route="/v1/trending",status="200"} ${10 * lists}
aisle_http_requests_total{method="GET",route="/v1/trending",status="503"} ${lists}
aisle_http_requests_shed_total 3
aisle_http_request_duration_seconds_bucket{le="0.01",method="GET",route="/v1/trending"} ${9 * lists}
aisle_http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/v1/trending"} ${11 * lists}
aisle_events_recorded_total{type="view"} ${lists}
aisle_impressions_total{version="7",track="stable",placement="home"} ${lists}
aisle_clicks_total{version="7",track="stable",placement="home"} ${lists / 2}
aisle_conversions_total{version="7",track="stable",placement="home"} 1
aisle_revenue_total{version="7",track="stable",placement="home"} 12.5
`;

describe.skipIf(program === undefined)("what Prometheus measured of an API that just started", () => {
  let folder: string;
  let api: Bun.Server<undefined>;
  let child: Bun.Subprocess;
  let prometheus: Prometheus;
  let lists = 40;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aisle-prometheus-"));
    const startedAt = Date.now() / 1_000;
    api = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response(metricsOf((lists += 2), startedAt)),
    });
    const config = {
      global: { scrape_interval: "1s" },
      scrape_configs: [{ job_name: "api", static_configs: [{ targets: [`127.0.0.1:${api.port}`] }] }],
    };
    const file = join(folder, "prometheus.yml");
    writeFileSync(file, JSON.stringify(config));
    const free = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
    const { port } = free;
    await free.stop(true);
    child = Bun.spawn(
      [
        program!,
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    prometheus = new Prometheus(`http://127.0.0.1:${port}`);
  });

  afterAll(async () => {
    child?.kill();
    await child?.exited;
    await api?.stop(true);
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is measured as soon as something is. */
  async function measured() {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await measure(prometheus, MINUTES, Date.now());
      if (found.totals.ok && found.totals.value !== undefined) return found;
      if (performance.now() > until) throw new Error(Bun.inspect(found.totals));
      await Bun.sleep(500);
    }
  }

  test(
    "is all that it counted, with what it began with",
    async () => {
      await measured();
      await Bun.sleep(4_000);
      const before = lists;
      const { totals, changes, panels } = await measured();
      const after = lists;
      if (!totals.ok || totals.value === undefined) throw new Error("nothing was measured");
      const [outcome] = totals.value.outcomes;
      expect(outcome?.lists).toBeWithin(before - 2, after + 1);
      expect(outcome).toMatchObject({
        placement: "home",
        version: "7",
        track: "stable",
        clicked: Math.round(outcome!.lists / 2),
        bought: 1,
        revenue: 12.5,
      });
      expect(totals.value).toMatchObject({
        requests: 11 * outcome!.lists,
        failed: outcome!.lists,
        shed: 3,
        events: outcome!.lists,
      });
      for (const { panel, curves } of panels) expect([panel.id, curves.ok]).toEqual([panel.id, true]);
      expect(changes).toEqual({
        ok: true,
        value: { changes: expect.any(Array), models: expect.any(Array), firing: [] },
      });
    },
    2 * PATIENCE_MS,
  );

  test("is asked without a mistake of any time", async () => {
    for (const span of SPANS) {
      const { totals, changes, panels } = await measure(prometheus, span, Date.now());
      expect([totals.ok, changes.ok, ...panels.map(({ curves }) => curves.ok)]).not.toContain(false);
    }
  });
});
