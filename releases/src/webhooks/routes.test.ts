import { beforeEach, describe, expect, test } from "bun:test";
import type { Alert, Said } from "../journal/types.ts";
import { webhookRoutes } from "./routes.ts";

const NOW = Date.parse("2026-11-24T04:00:10Z");
const FLAGGER = "flagger-secret-of-a-test";
const ALERTMANAGER = "alertmanager-secret-of-a-test";
let said: Said[];
let alerts: Alert[];
let refused: { sender: string; reason: string; sent: string }[];
let stop: string | undefined;
let wait: string | undefined;

beforeEach(() => {
  said = [];
  alerts = [];
  refused = [];
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
    clock: () => NOW,
    onRefused: (sender, reason, sent) => void refused.push({ sender, reason, sent }),
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

const bearer = `Bearer ${ALERTMANAGER}`;
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
      clock: () => NOW,
      onRefused: () => undefined,
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

  test.each([
    "Infinity",
    "1e400",
    "0.5",
    "-1",
    "never",
    "",
    "0x10",
    " 1",
    "1764000000",
    "9".repeat(15),
    "9".repeat(400),
  ])("an event of Flagger's at %j, and says so in the log", async (timestamp) => {
    const { status, text } = await post("/flagger", { ...event, metadata: { ...event.metadata, timestamp } });
    expect(status).toBe(400);
    expect(text).toContain("is no time that this can have happened at");
    expect(said).toEqual([]);
    expect(refused).toEqual([
      { sender: "flagger", reason: text.trim(), sent: expect.stringContaining("Advance api.aisle") },
    ]);
    expect(refused[0]?.sent.length).toBeLessThanOrEqual(500);
  });

  test.each([5, Infinity, null, {}])(
    "an event of Flagger's whose timestamp is no text but %p",
    async (timestamp) => {
      const body = JSON.stringify({ ...event, metadata: { ...event.metadata, timestamp: "T" } });
      const number = timestamp === Infinity ? "1e400" : JSON.stringify(timestamp);
      expect((await post("/flagger", body.replace('"T"', number))).status).toBe(400);
      expect(said).toEqual([]);
    },
  );

  test.each(["soon", "", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "+275760-09-13T00:00:00Z", "1e400"])(
    "alerts since %j",
    async (startsAt) => {
      const { status } = await post("/alertmanager", { alerts: [alert, { ...alert, startsAt }] }, bearer);
      expect(status).toBe(400);
      expect(alerts).toEqual([]);
      expect(refused).toHaveLength(1);
    },
  );

  test("alerts with more labels, or longer ones, than somebody can have meant", async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`l${at}`, "x"]));
    for (const odd of [many, { long: "x".repeat(4_001) }, { ["n".repeat(254)]: "x" }])
      for (const field of ["labels", "annotations"])
        expect((await post("/alertmanager", { alerts: [{ ...alert, [field]: odd }] }, bearer)).status).toBe(
          400,
        );
    expect(alerts).toEqual([]);
  });

  test("a body that is packed, and one that does not end, of whom it knows", async () => {
    const request = (
      body: Uint8Array<ArrayBuffer> | ReadableStream,
      headers: Readonly<Record<string, string>>,
    ) =>
      new Request("http://releases/webhooks/alertmanager", {
        method: "POST",
        headers: { authorization: bearer, ...headers },
        body,
      });
    const packed = Bun.gzipSync(JSON.stringify({ alerts: [alert] }));
    expect((await routes().handle(request(packed, { "content-encoding": "gzip" }))).status).toBe(415);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    expect((await routes().handle(request(endless, {}))).status).toBe(413);
    expect(refused.map(({ sender }) => sender)).toEqual(["alertmanager", "alertmanager"]);
    expect(alerts).toEqual([]);
  });

  test("nothing of a stranger's that is worth a line of the log", async () => {
    await post("/flagger", "rubbish", "Bearer wrong");
    expect(refused).toEqual([]);
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
    await post("/flagger", { ...event, metadata: { eventMessage: "Halt\n x", eventType: "Warning" } });
    expect(said).toEqual([
      {
        at: 1_764_000_000_000,
        by: "Flagger",
        isWarning: false,
        message: "Advance api.aisle canary weight 25",
      },
      { at: NOW, by: "Flagger", isWarning: true, message: "Halt x" },
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
        heardAt: NOW,
      },
    ]);
  });
});
