// A small stand-in for Prometheus: every series that the console asks for rises and falls, by labels that a test can set.

export interface FakePrometheus {
  readonly url: string;
  /** What every request gets instead, while set. */
  answer: (() => Response | Promise<Response>) | undefined;
  /** Whether it knows the API. */
  watches: boolean;
  /** The version of the model that its series name. */
  version: string;
  /** Requests of the last minutes that failed; of all before, none did. */
  failedLately: number;
  /** Alerts that fire. */
  firing: readonly string[];
  stop(): Promise<void>;
}

type Labels = Readonly<Record<string, string>>;

/** Starts it on a free port of this machine. */
export function startFakePrometheus(): FakePrometheus {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      if (fake.answer !== undefined) return fake.answer();
      const fields = new URLSearchParams(await request.text());
      if (new URL(request.url).pathname === "/api/v1/query")
        return told("vector", totals(fields.get("query") ?? ""));
      const [start, end, step] = ["start", "end", "step"].map((name) => Number(fields.get(name)));
      const grid = Array.from(
        { length: Math.floor((end! - start!) / step!) + 1 },
        (_, at) => start! + at * step!,
      );
      const series = labelsOf(fields.get("query") ?? "");
      return told(
        "matrix",
        series.map((metric, of) => ({
          metric,
          values: grid.map((at, place) => [at, String((of + 1) * (1 + Math.sin(place / 9)))]),
        })),
      );
    },
  });

  /** Of the series of a query. */
  function labelsOf(query: string): readonly Labels[] {
    if (query.includes("ALERTS")) return fake.firing.map((alertname) => ({ alertname }));
    if (!fake.watches || query.includes("flagger")) return [];
    if (query.includes("aisle_model_info")) return [{ version: fake.version, track: "stable" }];
    if (query.includes("by (version)")) return [{ version: fake.version }, { version: "6" }];
    if (query.includes("by (type)")) return ["view", "click", "cart", "purchase"].map((type) => ({ type }));
    return [{}];
  }

  function totals(query: string): readonly unknown[] {
    if (!fake.watches) return [];
    const list = { placement: "web-for-you", version: fake.version, track: "stable" };
    const numbers = [
      [{ figure: "requests" }, 4_321.2],
      [{ figure: "failed" }, query.includes("[900s]") ? fake.failedLately : 0],
      [{ figure: "shed" }, 0],
      [{ figure: "slowest" }, 0.0123],
      [{ figure: "events" }, 77],
      [{ figure: "lists", ...list }, 400],
      [{ figure: "clicked", ...list }, 40.02],
      [{ figure: "revenue", ...list }, 55.5],
    ] as const;
    return numbers.map(([metric, value]) => ({ metric, value: [1, String(value)] }));
  }

  const fake: FakePrometheus = {
    url: `http://127.0.0.1:${server.port}`,
    answer: undefined,
    watches: true,
    version: "7",
    failedLately: 0,
    firing: [],
    stop: () => server.stop(true),
  };
  return fake;
}

const told = (resultType: string, result: readonly unknown[]): Response =>
  Response.json({ status: "success", data: { resultType, result } });
