// The desk's life with releases, and what may go wrong in the middle of it.
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import type { Alert } from "../journal/types.ts";
import { model, Place, removePlaces, revision, SECOND } from "./test/place.ts";

afterAll(removePlaces);

let place: Place;
beforeEach(() => {
  place = new Place();
});
const newest = () => place.journal.releases(1)[0];
const pending = () => place.journal.pendingTasks().map(({ kind }) => kind);

describe("a release of an image", () => {
  test("that is promoted is proposed to the next environment, and no model is touched", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(5);
    expect(place.desk.whyWait()).toBeUndefined();
    expect(place.desk.whyStop()).toBeUndefined();
    place.promote();
    await place.turns(2);
    expect(newest()).toMatchObject({
      verdict: "promoted",
      reason: "all checks passed",
      base: "c1",
      commit: "c2",
      details: { commits: [{ subject: "feat: c2" }], pullRequest: "https://github.example/pull/1" },
    });
    expect(place.proposals).toEqual(["Release to production: image aisle/api:two"]);
    expect(place.tags.size).toBe(0);
    expect(place.reverts).toEqual([]);
    expect(pending()).toEqual([]);
  });

  test("that fails is taken back after the checks that were measured, reverted, and says why", async () => {
    await place.turns(20);
    place.begin("b", revision("bad", "1"), "c2");
    await place.turns(1);
    place.say("Prometheus query failed: connection refused");
    place.say("Halt api.aisle advancement success rate 80.00% < 99%");
    expect(place.desk.whyStop()).toBeUndefined();
    place.now += 10 * SECOND;
    place.say("Halt api.aisle advancement success rate 79.50% < 99%");
    expect(place.desk.whyStop()).toBe("checks failed: success rate 80.00% < 99%; success rate 79.50% < 99%");
    expect(place.desk.whyWait()).toStartWith("checks failed");
    await place.turns(1);
    place.fail();
    await place.turns(1);
    expect(newest()).toMatchObject({ verdict: "rolled back", details: { revert: "revert-c2" } });
    expect(place.reverts).toEqual([
      {
        range: { base: "c1", commit: "c2" },
        message: {
          type: "revert",
          subject: "feat: c2",
          reason: expect.stringMatching(/^image aisle\/api:bad was taken back: checks failed/),
          address: "http://releases.example/releases/1",
        },
      },
    ]);
    expect(place.aliases.get("champion")).toBe("1");
    // The revert is applied: nothing new.
    place.see({ appliedSpec: "a", target: revision("one", "1"), commit: "revert-c2" });
    place.head = "revert-c2";
    await place.turns(20);
    expect(place.journal.releases(10)).toHaveLength(1);
  });

  test("whose pods never become ready says that, and why they do not start", async () => {
    await place.turns(2);
    place.begin("b", revision("bad", "1"), "c2");
    place.see({ weight: 0 });
    await place.turns(1);
    const message = "canary deployment api.aisle not ready: 0 of 1 updated replicas are available";
    place.desk.hear({ at: place.now, by: "Flagger", isWarning: true, message });
    place.restart();
    place.fail();
    await place.turns(1);
    expect(newest()?.reason).toBe(`its pods did not become ready: ${message}`);

    place.begin("c", revision("worse", "1"), "c3");
    place.see({ weight: 0 });
    place.troubles = ["container model ended with 1: model.safetensors is damaged"];
    await place.turns(3);
    place.fail();
    await place.turns(1);
    expect(newest()?.reason).toBe(
      "its pods did not become ready: container model ended with 1: model.safetensors is damaged",
    );
    const said = place.journal.said(0, place.now).filter(({ by }) => by === "desk");
    expect(said).toHaveLength(1);
  });
});

describe("a model that the trainer proposes", () => {
  beforeEach(async () => {
    place.aliases.set("challenger", "2");
    place.tags.set("2", { "aisle.gate.reason": "better by .01", "aisle.gate.mode": "served" });
  });

  test("is named in Git, shown to customers, and becomes the champion", async () => {
    await place.turns(1);
    expect(place.releases).toEqual([
      { model: model("2"), message: { type: "release", subject: "model 2", reason: "better by .01" } },
    ]);
    place.begin("b", revision("one", "2"), "release-2");
    place.measured = { ...place.measured, canary: { lists: 10, clicks: 1 } };
    await place.turns(5);
    expect(place.desk.whyWait()).toBe("10 of 1000 lists shown");
    place.see({ phase: "WaitingPromotion", weight: 0 });
    await place.turns(5);
    expect(place.journal.samples(newest()!.id).at(-1)).toMatchObject({
      phase: "WaitingPromotion",
      weight: 25,
    });
    place.measured = { ...place.measured, canary: { lists: 1_200, clicks: 120 } };
    await place.turns(5);
    expect(place.desk.whyWait()).toBeUndefined();
    place.promote();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("2");
    expect(place.tags.get("2")).toMatchObject({ "aisle.release.test": "promoted", "aisle.replaced": "1" });
    expect(newest()?.details.gate).toEqual({
      reason: "better by .01",
      mode: "served",
      challenger: 0.06,
      champion: 0.05,
    });
    await place.turns(20);
    expect(place.releases).toHaveLength(1);
  });

  test("and that customers click less on is taken back, tagged, and not proposed again", async () => {
    await place.turns(1);
    place.begin("b", revision("one", "2"), "release-2");
    place.measured = { ...place.measured, canary: { lists: 1_000, clicks: 10 } };
    await place.turns(5);
    expect(place.desk.whyStop()).toStartWith("click-through 1.0% of 1000 lists");
    place.fail();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("1");
    expect(place.tags.get("2")).toMatchObject({
      "aisle.release.test": "rolled back",
      "aisle.release.test.reason": expect.stringContaining("click-through 1.0%"),
    });
    place.see({ appliedSpec: "a", target: revision("one", "1"), commit: "revert-release-2" });
    place.head = "revert-release-2";
    await place.turns(30);
    expect(place.releases).toHaveLength(1);
  });

  test("waits for the release that runs, and for Flux to have applied the newest commit", async () => {
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(20);
    expect(place.releases).toEqual([]);
    place.promote();
    place.head = "c3";
    await place.turns(20);
    expect(place.releases).toEqual([]);
    expect(place.desk.waitsFor).toStartWith("Flux");
    place.see({ commit: "c3" });
    await place.turns(10);
    expect(place.releases).toHaveLength(1);
  });

  test("that is another bundle in the registry than what was released moves no alias", async () => {
    await place.turns(1);
    place.begin(
      "b",
      { image: "aisle/api:one", model: { version: "2", digest: "sha256:other" } },
      "release-2",
    );
    await place.turns(2);
    place.promote();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("1");
    expect(place.desk.troubles.get("alias")).toContain("but sha256:other was released");
  });
});

describe("faults in the middle", () => {
  test.each(["promoted", "rolled back"] as const)(
    "the desk is killed, and the release is %s all the same",
    async (verdict) => {
      await place.turns(20);
      place.begin("b", revision("one", "2"), "c2");
      await place.turns(2);
      place.restart();
      await place.turns(2);
      place.restart();
      if (verdict === "promoted") place.promote();
      else place.fail();
      await place.turns(1);
      place.restart();
      await place.turns(2);
      expect(place.journal.releases(10)).toHaveLength(1);
      expect(newest()).toMatchObject({ verdict, base: "c1", commit: "c2" });
      expect(place.aliases.get("champion")).toBe(verdict === "promoted" ? "2" : "1");
      expect(place.reverts).toHaveLength(verdict === "promoted" ? 0 : 1);
    },
  );

  test("it is away from before the beginning until after the end, and hears why from the cluster's events", async () => {
    await place.turns(20);
    place.begin("b", revision("bad", "1"), "c2");
    place.events = ["80", "81"].map((rate, at) => ({
      at: place.now + 60 * SECOND + at * 10 * SECOND,
      message: `Halt api.aisle advancement success rate ${rate}.00% < 99%`,
      isWarning: true,
    }));
    place.now += 120 * SECOND;
    place.fail();
    place.restart();
    await place.turns(1);
    expect(newest()).toMatchObject({ verdict: "rolled back", commit: "c2" });
    expect(place.reverts).toHaveLength(1);
  });

  test("without its journal it still takes back what failed, and sets the alias to what serves", async () => {
    place.begin("b", revision("one", "2"), "c2");
    place.fail();
    await place.turns(2);
    expect(place.reverts).toHaveLength(1);
    const other = new Place();
    other.see({ target: revision("one", "5"), primary: revision("one", "5") });
    await other.turns(1);
    expect(other.aliases.get("champion")).toBe("5");
  });

  test("Git is down for a minute: the revert comes when it is back, once", async () => {
    await place.turns(2);
    place.begin("b", revision("bad", "1"), "c2");
    place.down.add("Git");
    await place.turns(2);
    place.fail();
    await place.turns(30);
    expect(pending()).toEqual(["describe", "revert"]);
    expect(place.desk.troubles.get("revert")).toBe("Git is down");
    place.down.delete("Git");
    await place.turns(20);
    expect(place.reverts).toHaveLength(1);
    expect(pending()).toEqual([]);
    expect(place.desk.troubles.size).toBe(0);
  });

  test("the clock is set back by a day while Git is down: the revert comes as soon as Git is back", async () => {
    await place.turns(20);
    place.begin("b", revision("bad", "1"), "c2");
    place.down.add("Git");
    await place.turns(2);
    place.fail();
    await place.turns(5);
    place.now -= 86_400_000;
    await place.turns(5);
    place.down.delete("Git");
    await place.turns(16);
    expect(place.reverts).toHaveLength(1);
    // So are models and measurements.
    place.aliases.set("challenger", "2");
    place.see({ appliedSpec: "a", target: revision("one", "1"), commit: "revert-c2" });
    place.head = "revert-c2";
    await place.turns(10);
    expect(place.releases).toHaveLength(1);
    place.begin("c", revision("one", "2"), "release-2");
    await place.turns(10);
    expect(place.journal.samples(newest()!.id).length).toBeGreaterThan(2);
  });

  test("Git hangs: the canary is looked at all the same", async () => {
    await place.turns(2);
    place.begin("b", revision("bad", "1"), "c2");
    place.hangs = true;
    await place.turns(3);
    place.fail();
    await place.turns(1);
    expect(newest()?.verdict).toBe("rolled back");
  });

  test("a model is released although a pull request could not be made", async () => {
    place.down.add("GitHub");
    await place.turns(2);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(1);
    place.promote();
    place.aliases.set("challenger", "2");
    await place.turns(20);
    expect(pending()).toEqual(["pull request"]);
    expect(place.releases).toHaveLength(1);
  });

  test("MLflow is down for a minute: the alias moves when it is back", async () => {
    await place.turns(2);
    place.begin("b", revision("one", "2"), "c2");
    place.down.add("MLflow");
    await place.turns(2);
    place.promote();
    await place.turns(30);
    expect(place.aliases.get("champion")).toBe("1");
    place.down.delete("MLflow");
    await place.turns(20);
    expect(place.aliases.get("champion")).toBe("2");
    expect(place.tags.get("2")).toMatchObject({ "aisle.release.test": "promoted" });
  });

  test("Prometheus and the cluster's API are down for a minute: nothing is decided meanwhile", async () => {
    await place.turns(2);
    place.begin("b", revision("one", "2"), "c2");
    await place.turns(2);
    place.down.add("Prometheus").add("cluster");
    for (let look = 0; look < 6; look++) place.say("Prometheus query failed: connection refused");
    await place.turns(30);
    expect(place.desk.whyStop()).toBeUndefined();
    place.down.clear();
    await place.turns(2);
    expect(newest()?.verdict).toBeUndefined();
    expect(place.desk.whyWait()).toBeUndefined();
  });

  test("promotion waits while the desk has not seen the release", () => {
    expect(place.desk.whyWait()).toBe("the desk has not seen this release yet");
    expect(place.desk.whyStop()).toBeUndefined();
  });
});

describe("an alert that asks for a rollback", () => {
  const alert = (startsAt: number): Alert => ({
    fingerprint: "1",
    startsAt,
    isFiring: true,
    name: "ApiErrors",
    labels: { aisle_action: "rollback" },
    annotations: { summary: "5% fail" },
    heardAt: startsAt,
  });

  test("after a promotion has its commit reverted, once", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(2);
    place.promote();
    await place.turns(2);
    place.desk.hearAlerts([alert(place.now), alert(place.now)]);
    place.desk.hearAlerts([alert(place.now)]);
    await place.turns(2);
    expect(place.reverts).toHaveLength(1);
    expect(newest()?.details).toMatchObject({ undone: "alert ApiErrors: 5% fail", revert: "revert-c2" });
    // The errors stay although what was there before is back: that is left as it is.
    place.begin("a2", revision("one", "1"), "revert-c2");
    await place.turns(2);
    place.promote();
    await place.turns(2);
    place.desk.hearAlerts([alert(place.now)]);
    await place.turns(2);
    expect(place.reverts).toHaveLength(1);
  });

  test("long after, or that fired before, takes nothing back", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(2);
    place.promote();
    await place.turns(1);
    place.desk.hearAlerts([alert(place.now - 60 * SECOND)]);
    place.desk.hearAlerts([alert(place.now + 90_000_000)]);
    await place.turns(2);
    expect(place.reverts).toEqual([]);
  });
});
