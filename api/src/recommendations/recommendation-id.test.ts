import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { RecommendationIds } from "./recommendation-id.ts";

const KEY = "a key of at least thirty-two characters";
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 1, 1);

const idsAt = (now: number, key = KEY) => new RecommendationIds({ key, days: 7, clock: () => now });
const ids = idsAt(NOW);
const model = { version: "1.4", track: "api-primary" };

const versions = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const tracks = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);

describe("an id", () => {
  test("names its model again, is safe in an address and no longer than an event takes", () => {
    fc.assert(
      fc.property(
        versions,
        tracks,
        fc.integer({ min: 0, max: Date.UTC(9999, 0) }),
        (version, track, time) => {
          const then = idsAt(time);
          const id = then.issue({ version, track });
          expect(then.check(id)).toEqual({ version, track });
          expect(encodeURIComponent(id)).toBe(id);
          expect(id.length).toBe(version.length + track.length + 42);
        },
      ),
    );
  });

  test("is another one each time, of the same length", () => {
    const made = Array.from({ length: 1000 }, () => ids.issue(model));
    expect(new Set(made).size).toBe(1000);
    expect(new Set(made.map(({ length }) => length)).size).toBe(1);
  });

  test("is signed by the HMAC that other libraries make", () => {
    const id = ids.issue(model);
    const part = Buffer.from(id.split(".").at(-1)!, "base64url");
    const signature = createHmac("sha256", KEY)
      .update("1.4.api-primary.")
      .update(part.subarray(0, 15))
      .digest();
    expect(part.subarray(15).equals(signature.subarray(0, 15))).toBe(true);
  });

  test("counts for so many days and no longer", () => {
    const id = ids.issue(model);
    expect(idsAt(NOW + 7 * DAY).check(id)).toEqual(model);
    expect(idsAt(NOW + 7 * DAY + 1).check(id)).toBe("expired");
  });
});

describe("counts for nothing", () => {
  test.each([
    "",
    "v1",
    "v1.stable",
    "v1.stable.x",
    `v1.stable.${"A".repeat(40)}`,
    "..",
    `.stable.${"A".repeat(40)}`,
  ])("%j", (id) => expect(ids.check(id)).toBe("unverified"));

  test("an id of a list that nobody sees, which looks like any other", () => {
    const made = Array.from({ length: 100 }, () => ids.issueUnseen(model));
    expect(new Set(made).size).toBe(100);
    for (const id of made) {
      expect(id).toMatch(/^1\.4\.api-primary\.[A-Za-z0-9_-]{40}$/);
      expect(ids.check(id)).toBe("unverified");
    }
  });

  test("an id of another key", () => {
    expect(ids.check(idsAt(NOW, `${KEY}.`).issue(model))).toBe("unverified");
  });

  test("an id of which one character is another one", () => {
    const id = ids.issue(model);
    for (let at = 0; at < id.length; at++) {
      for (const other of ["A", "B", "_", ".", "a"]) {
        if (id[at] === other) continue;
        expect(ids.check(id.slice(0, at) + other + id.slice(at + 1))).toBe("unverified");
      }
    }
  });

  test("an id whose track became part of its version, or the other way round", () => {
    const part = ids.issue({ version: "1", track: "a" }).slice("1.a.".length);
    expect(ids.check(`1.a.b.${part}`)).toBe("unverified");
    const dotted = ids.issue({ version: "1.a", track: "b" });
    expect(ids.check(dotted)).toEqual({ version: "1.a", track: "b" });
  });
});
