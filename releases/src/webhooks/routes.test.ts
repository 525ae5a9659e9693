import { beforeEach, describe, expect, test } from "bun:test";
import type { Alert, Said } from "../journal/types.ts";
import { webhookRoutes } from "./routes.ts";

const FLAGGER = "flagger-secret-of-a-test";
const ALERTMANAGER = "alertmanager-secret-of-a-test";
let said: Said[];
let alerts: Alert[];
let stop: string | undefined;
let wait: string | undefined;

beforeEach(() => {
  said = [];
  alerts = [];
  stop = undefined;
  wait = undefined;
});

const routes = (tokens: { flaggerToken?: string; alertmanagerToken?: string } = {}) =>
  webhookRoutes({
    desk: {
      hear: (one) => void said.push(one),
      hearAlerts: (some) => void alerts.push(...some),
      whyStop: () => stop,
      whyWait: () => wait,
    },
    flaggerToken: FLAGGER,
    alertmanagerToken: ALERTMANAGER,
    canary: { namespace: "aisle", name: "api" },
    clock: () => 42,
    ...tokens,
  });

/** Basic authentication, as Flagger's address has it, unless told otherwise. */
async function post(path: string, body: unknown, authorization = `Basic ${btoa(`flagger:${FLAGGER}`)}`) {
  const response = await routes().handle(
    new Request(`http://releases/webhooks${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
  return { status: response.status, text: await response.text() };
}

const event = {
  name: "api",
  namespace: "aisle",
  phase: "Progressing",
  checksum: "85d557f47b",
  metadata: {
    eventMessage: "Advance api.aisle canary weight 25",
    eventType: "Normal",
    timestamp: "1764000000000",
  },
};
const alert = {
  status: "firing",
  labels: { alertname: "ApiErrors", aisle_action: "rollback" },
  annotations: { summary: "5% fail" },
  startsAt: "2026-11-24T04:00:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  fingerprint: "c0ffee",
};

describe("a webhook refuses", () => {
  test.each(["", "Basic", `Basic ${btoa("flagger:wrong")}`, `Bearer ${ALERTMANAGER}`, `Digest ${FLAGGER}`])(
    "a sender with %p for a secret, and keeps nothing",
    async (authorization) => {
      expect((await post("/flagger", event, authorization)).status).toBe(401);
      expect((await post("/flagger/rollback", event, authorization)).status).toBe(401);
      expect(said).toEqual([]);
    },
  );

  test("everybody when there is no secret", async () => {
    const open = webhookRoutes({
      desk: {
        hear: () => undefined,
        hearAlerts: () => undefined,
        whyStop: () => "x",
        whyWait: () => undefined,
      },
      flaggerToken: undefined,
      alertmanagerToken: undefined,
      canary: { namespace: "aisle", name: "api" },
      clock: () => 0,
    });
    for (const authorization of ["Bearer undefined", "Bearer ", "Basic Og=="]) {
      const request = new Request("http://releases/webhooks/flagger/rollback", {
        method: "POST",
        headers: { authorization },
        body: JSON.stringify(event),
      });
      expect((await open.handle(request)).status).toBe(401);
    }
  });

  test.each([["rubbish"], ["[]"], ["{}"], [{ ...event, metadata: {} }], [{ ...event, name: 5 }], [""]])(
    "%p, and says what is wrong",
    async (body) => {
      const { status, text } = await post("/flagger", body);
      expect(status).toBe(400);
      expect(text.length).toBeGreaterThan(10);
      expect(said).toEqual([]);
    },
  );

  test("a rollback of somebody else's canary: Flagger takes everything up to 202 for yes", async () => {
    stop = "it fails";
    for (const other of [{ name: "web" }, { namespace: "other" }])
      expect((await post("/flagger/rollback", { ...event, ...other })).status).toBe(409);
    expect((await post("/flagger/rollback", "rubbish")).status).toBe(400);
  });

  test("alerts of which one is no alert, as a whole", async () => {
    const body = { version: "4", alerts: [alert, { ...alert, startsAt: "soon" }] };
    expect((await post("/alertmanager", body, `Bearer ${ALERTMANAGER}`)).status).toBe(400);
    expect(alerts).toEqual([]);
  });
});

describe("a webhook takes", () => {
  test("Flagger's event, at the time that Flagger gives", async () => {
    expect(await post("/flagger", event)).toEqual({ status: 200, text: "kept\n" });
    await post("/flagger", {
      ...event,
      metadata: { eventMessage: "Halt", eventType: "Warning", timestamp: "never" },
    });
    expect(said).toEqual([
      {
        at: 1_764_000_000_000,
        by: "Flagger",
        isWarning: false,
        message: "Advance api.aisle canary weight 25",
      },
      { at: 42, by: "Flagger", isWarning: true, message: "Halt" },
    ]);
  });

  test("Flagger's questions, and answers yes only for a reason", async () => {
    const question = { ...event, metadata: null };
    expect((await post("/flagger/rollback", question)).status).toBe(409);
    expect(await post("/flagger/confirm-promotion", question)).toEqual({
      status: 200,
      text: "it may be promoted\n",
    });
    stop = "checks failed";
    wait = "10 of 1000 lists shown";
    expect(await post("/flagger/rollback", question)).toEqual({ status: 200, text: "checks failed\n" });
    expect(await post("/flagger/confirm-promotion", question)).toEqual({
      status: 409,
      text: "10 of 1000 lists shown\n",
    });
  });

  test("Alertmanager's alerts", async () => {
    const { status } = await post(
      "/alertmanager",
      { version: "4", alerts: [alert] },
      `Bearer ${ALERTMANAGER}`,
    );
    expect(status).toBe(200);
    expect(alerts).toEqual([
      {
        fingerprint: "c0ffee",
        startsAt: Date.parse(alert.startsAt),
        isFiring: true,
        name: "ApiErrors",
        labels: alert.labels,
        annotations: alert.annotations,
        heardAt: 42,
      },
    ]);
  });
});
