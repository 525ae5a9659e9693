import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { MAX_RECOMMENDATION_ID_LENGTH } from "@aisle/contract";
import { RecommendationIds } from "./recommendation-id.ts";

const KEY = "a key of at least thirty-two characters";
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 1, 1);

const idsAt = (now: number, key = KEY) => new RecommendationIds({ key, days: 7, clock: () => now });
const ids = idsAt(NOW);
const list = { version: "1.4", track: "api-primary", placement: "web-for-you" };

const versions = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const tracks = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const placements = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);

/** As they were before they named a placement. */
function olderId(text: string, now = NOW): string {
  const signed = Buffer.alloc(15, 7);
  signed.writeUIntBE(now, 0, 6);
  const signature = createHmac("sha256", KEY).update(text).update(signed).digest();
  return text + Buffer.concat([signed, signature.subarray(0, 15)]).toString("base64url");
}

describe("an id", () => {
  test("names its model and placement again, is safe in an address and no longer than an event takes", () => {
    fc.assert(
      fc.property(
        versions,
        tracks,
        placements,
        fc.integer({ min: 0, max: Date.UTC(9999, 0) }),
        (version, track, placement, time) => {
          const then = idsAt(time);
          const id = then.issue({ version, track, placement });
          expect(then.check(id)).toEqual({ version, track, placement });
          expect(encodeURIComponent(id)).toBe(id);
          expect(id.length).toBe(version.length + track.length + placement.length + 43);
          expect(id.length).toBeLessThanOrEqual(MAX_RECOMMENDATION_ID_LENGTH);
        },
      ),
    );
  });

  test("is another one each time, of the same length", () => {
    const made = Array.from({ length: 1000 }, () => ids.issue(list));
    expect(new Set(made).size).toBe(1000);
    expect(new Set(made.map(({ length }) => length)).size).toBe(1);
  });

  test("is signed by the HMAC that other libraries make", () => {
    const id = ids.issue(list);
    const part = Buffer.from(id.split(".").at(-1)!, "base64url");
    const signature = createHmac("sha256", KEY)
      .update("1.4.api-primary~web-for-you.")
      .update(part.subarray(0, 15))
      .digest();
    expect(part.subarray(15).equals(signature.subarray(0, 15))).toBe(true);
  });

  test("of before they named a placement counts for its model, and for that alone", () => {
    fc.assert(
      fc.property(versions, tracks, (version, track) => {
        expect(ids.check(olderId(`${version}.${track}.`))).toEqual({ version, track, placement: "other" });
      }),
    );
    const part = olderId("1.stable.").slice("1.stable.".length);
    expect(ids.check(`1.stable~home.${part}`)).toBe("unverified");
  });

  test("counts for so many days and no longer", () => {
    const id = ids.issue(list);
    expect(idsAt(NOW + 7 * DAY).check(id)).toEqual(list);
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
    const made = Array.from({ length: 100 }, () => ids.issueUnseen(list));
    expect(new Set(made).size).toBe(100);
    for (const id of made) {
      expect(id).toMatch(/^1\.4\.api-primary~web-for-you\.[A-Za-z0-9_-]{40}$/);
      expect(ids.check(id)).toBe("unverified");
    }
  });

  test("an id of another key", () => {
    expect(ids.check(idsAt(NOW, `${KEY}.`).issue(list))).toBe("unverified");
  });

  test("an id of which one character is another one", () => {
    const id = ids.issue(list);
    for (let at = 0; at < id.length; at++) {
      for (const other of ["A", "B", "_", ".", "~", "a"]) {
        if (id[at] === other) continue;
        expect(ids.check(id.slice(0, at) + other + id.slice(at + 1))).toBe("unverified");
      }
    }
  });

  test("an id whose track became part of its version, or its placement another one's", () => {
    const part = ids.issue({ version: "1", track: "a", placement: "b" }).slice("1.a~b.".length);
    for (const label of ["1.a.a~b", "1.a~c", "1.a", "1.a~b.c", "1~a.b", "1.a~b~b", "1.a~"])
      expect(ids.check(`${label}.${part}`)).toBe("unverified");
    const dotted = { version: "1.a", track: "b", placement: "c.d" };
    expect(ids.check(ids.issue(dotted))).toEqual(dotted);
  });
});
