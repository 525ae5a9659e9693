// What Prometheus answers, from rubbish to what it should be.
import { describe, expect, test } from "bun:test";
import { Prometheus } from "./prometheus.ts";

const GRID = { from: 1_000, to: 1_030, step: 15 };
const vector = (...result: readonly unknown[]) => ({
  status: "success",
  data: { resultType: "vector", result },
});
const matrix = (...result: readonly unknown[]) => ({
  status: "success",
  data: { resultType: "matrix", result },
});

/** A Prometheus that answers everything in one way, and what it was asked. */
function startPrometheus(answer: () => Response | Promise<Response>) {
  const asked: { path: string; fields: Record<string, string> }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const fields = Object.fromEntries(new URLSearchParams(await request.text()));
      asked.push({ path: new URL(request.url).pathname, fields });
      return answer();
    },
  });
  return {
    asked,
    prometheus: new Prometheus(`http://127.0.0.1:${server.port}`),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

describe("an answer that cannot be used is a sentence", () => {
  test.each([
    ["no JSON", () => new Response("<html>"), "not understood"],
    ["another JSON", () => Response.json([]), "not understood"],
    ["of another kind", () => Response.json(matrix()), "not understood"],
    ["a number as text", () => Response.json(vector({ metric: {}, value: [1, 2] })), "not understood"],
    [
      "a time that is none",
      () => Response.json(vector({ metric: {}, value: [-1e20, "2"] })),
      "not understood",
    ],
    ["a time without end", () => Response.json(vector({ metric: {}, value: [1e15, "2"] })), "not understood"],
    [
      "a number that nothing here reaches",
      () => Response.json(vector({ metric: {}, value: [1, "-1.797e308"] })),
      "not understood",
    ],
    [
      "a label that is none",
      () => Response.json(vector({ metric: { a: 1 }, value: [1, "2"] })),
      "not understood",
    ],
    [
      "a label without end",
      () => Response.json(vector({ metric: { a: "x".repeat(501) }, value: [1, "2"] })),
      "not understood",
    ],
    [
      "series without end",
      () => Response.json(vector(...Array.from({ length: 1_001 }, () => ({ metric: {}, value: [1, "2"] })))),
      "not understood",
    ],
    ["bytes without end", () => new Response("x".repeat(4_000_001)), "cannot be reached or read"],
    ["elsewhere", () => Response.redirect("http://127.0.0.1:1/"), "cannot be reached or read"],
    ["an error page", () => new Response("Bad gateway", { status: 502 }), "answered 502"],
    [
      "a refusal",
      () => Response.json({ status: "error", errorType: "bad_data", error: "parse error" }, { status: 400 }),
      "could not answer: parse error",
    ],
  ] as const)("%s", async (_, answer, words) => {
    await using started = startPrometheus(answer);
    const told = await started.prometheus.instant("up", 1);
    expect(told).toEqual({ ok: false, trouble: expect.stringContaining(words) });
    expect(told).toEqual({ ok: false, trouble: expect.stringContaining("PROMETHEUS_URL") });
  });

  test("points without end", async () => {
    const values = Array.from({ length: 2_001 }, (_, at) => [at, "1"]);
    await using started = startPrometheus(() => Response.json(matrix({ metric: {}, values })));
    expect(await started.prometheus.range("up", GRID)).toMatchObject({ ok: false });
  });

  test("nobody there", async () => {
    expect(await new Prometheus("http://127.0.0.1:1").instant("up", 1)).toMatchObject({
      ok: false,
      trouble: expect.stringContaining("cannot be reached"),
    });
  });

  test("one that comes too late, after two seconds", async () => {
    await using started = startPrometheus(() => Bun.sleep(4_000).then(() => Response.json(vector())));
    const before = performance.now();
    const told = await started.prometheus.instant("up", 1);
    expect(performance.now() - before).toBeWithin(1_900, 3_500);
    expect(told).toMatchObject({ ok: false, trouble: expect.stringContaining("within 2 seconds") });
  });
});

test("numbers are told with their labels, and what is no number is left out", async () => {
  await using started = startPrometheus(() =>
    Response.json(
      vector(
        { metric: { version: "7" }, value: [1, "0.25"] },
        { metric: {}, value: [1, "NaN"] },
        { metric: {}, value: [1, "+Inf"] },
      ),
    ),
  );
  expect(await started.prometheus.instant("a + b", 7)).toEqual({
    ok: true,
    value: [{ labels: new Map([["version", "7"]]), value: 0.25 }],
  });
  expect(started.asked).toEqual([
    { path: "/api/v1/query", fields: { query: "a + b", time: "7", timeout: "2000ms" } },
  ]);
});

test("series keep their gaps", async () => {
  const values = [
    [1_000, "1"],
    [1_015, "NaN"],
    [1_030, "3"],
  ];
  await using started = startPrometheus(() => Response.json(matrix({ metric: {}, values })));
  expect(await started.prometheus.range("a", GRID)).toEqual({
    ok: true,
    value: [
      {
        labels: new Map(),
        values: new Map([
          [1_000, 1],
          [1_030, 3],
        ]),
      },
    ],
  });
  expect(started.asked[0]?.fields).toMatchObject({ start: "1000", end: "1030", step: "15" });
});
