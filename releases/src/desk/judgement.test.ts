import { describe, expect, test } from "bun:test";
import type { Alert, Said } from "../journal/types.ts";
import { type Evidence, whyStop, whyWait } from "./judgement.ts";

const POLICY = { measuredFailures: 2, leastLists: 1_000, mostWaitMs: 600_000 };
const model = (version: string) => ({ version, digest: `sha256:${version}` });
const halt = (message: string): Said => ({ at: 1, by: "Flagger", isWarning: true, message });
const measured = halt("Halt api.aisle advancement success rate 84.46% < 99%");

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    release: {
      from: { image: "aisle/api:1", model: model("1") },
      to: { image: "aisle/api:1", model: model("2") },
      startedAt: 1_000,
    },
    isReturn: false,
    said: [],
    latest: undefined,
    alerts: [],
    now: 2_000,
    ...more,
  };
}
const shown = (canary: number, clicks: number, primary = 3_000, primaryClicks = 300) => ({
  at: 1,
  phase: "Progressing",
  weight: 50,
  failedChecks: 0,
  canary: { lists: canary, clicks },
  primary: { lists: primary, clicks: primaryClicks },
});
const alert = (more: Partial<Alert> = {}): Alert => ({
  fingerprint: "1",
  startsAt: 1_500,
  isFiring: true,
  name: "ApiErrors",
  labels: { aisle_action: "rollback" },
  annotations: { summary: "5% of the answers fail" },
  heardAt: 1_600,
  ...more,
});

describe("a canary is taken back", () => {
  test("when as many checks as that were measured and failed, with what they found", () => {
    const slow = halt("Halt api.aisle advancement request duration 310ms > 100ms");
    expect(whyStop(evidence({ said: [measured] }), POLICY)).toBeUndefined();
    expect(whyStop(evidence({ said: [measured, slow] }), POLICY)).toBe(
      "checks failed: success rate 84.46% < 99%; request duration 310ms > 100ms",
    );
    expect(whyStop(evidence({ said: [measured, measured] }), POLICY)).toBe(
      "checks failed: success rate 84.46% < 99% (2 times)",
    );
  });

  test.each([
    "Halt advancement no values found for traefik metric request-success-rate probably api.aisle is not receiving traffic",
    "Prometheus query failed: running query failed: connection refused",
    "Halt api.aisle advancement external check load-test failed 2 < 3",
    "Halt api.aisle advancement waiting for promotion approval release-desk",
  ])("not because nothing could be measured: %s", (message) => {
    expect(
      whyStop(evidence({ said: Array.from({ length: 5 }, () => halt(message)) }), POLICY),
    ).toBeUndefined();
  });

  test("when customers click less, but not before the sample is complete", () => {
    expect(whyStop(evidence({ latest: shown(999, 10) }), POLICY)).toBeUndefined();
    expect(whyStop(evidence({ latest: shown(1_000, 10) }), POLICY)).toBe(
      "click-through 1.0% of 1000 lists, 10.0% of the primary's 3000",
    );
  });

  test("when an alert asks for it that began to fire meanwhile", () => {
    expect(whyStop(evidence({ alerts: [alert()] }), POLICY)).toBe("alert ApiErrors: 5% of the answers fail");
    for (const other of [{ isFiring: false }, { labels: {} }, { startsAt: 900 }])
      expect(whyStop(evidence({ alerts: [alert(other)] }), POLICY)).toBeUndefined();
  });

  test("when a new model was not shown often enough in time", () => {
    const late = { now: 1_000 + POLICY.mostWaitMs + 1 };
    expect(whyStop(evidence({ ...late, latest: shown(999, 100) }), POLICY)).toBe(
      "only 999 of 1000 lists were shown within 10 minutes",
    );
    expect(whyStop(evidence({ ...late, latest: shown(1_000, 100) }), POLICY)).toBeUndefined();
  });
});

describe("a canary may be promoted", () => {
  test("when a new model has been shown often enough", () => {
    expect(whyWait(evidence({ latest: shown(999, 100) }), POLICY)).toBe("999 of 1000 lists shown");
    expect(whyWait(evidence(), POLICY)).toBe("0 of 1000 lists shown");
    expect(whyWait(evidence({ latest: shown(1_000, 100) }), POLICY)).toBeUndefined();
  });

  test("not while something speaks for taking it back", () => {
    expect(whyWait(evidence({ latest: shown(1_000, 10) }), POLICY)).toStartWith("click-through");
  });

  test("without a sample when the model is the first, was served before, or is not what changed", () => {
    const { release } = evidence();
    const first = { ...release, from: { ...release.from, model: undefined } };
    const image = { ...release, to: { image: "aisle/api:2", model: release.from.model } };
    expect(whyWait(evidence({ release: first }), POLICY)).toBeUndefined();
    expect(whyWait(evidence({ release: image }), POLICY)).toBeUndefined();
    expect(whyWait(evidence({ isReturn: true }), POLICY)).toBeUndefined();
    expect(whyWait(evidence(), { ...POLICY, leastLists: 0 })).toBeUndefined();
  });
});
