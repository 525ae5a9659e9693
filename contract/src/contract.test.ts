import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import {
  Attributes,
  Digest,
  Id,
  isPossibleEventTime,
  Line,
  ModelVersion,
  parseTime,
  Price,
  RecommendationId,
  RegistryVersion,
  Stock,
  toLine,
} from "./index.ts";

const digits = "0123456789abcdef".repeat(4);

describe("a digest", () => {
  test.each(["sha256:/../../", `sha256:${digits}\n- name: x`, `sha256:${digits.toUpperCase()}`, digits, ""])(
    "is not %j",
    (text) => expect(v.is(Digest, text)).toBe(false),
  );
  test("is sha256: and 64 hex digits", () => expect(v.is(Digest, `sha256:${digits}`)).toBe(true));
});

describe("a version", () => {
  test.each(["", "a/b", "../1", "1\n2", "x".repeat(65)])("of a served model is not %j", (text) =>
    expect(v.is(ModelVersion, text)).toBe(false),
  );
  test.each(["0", "01", "-1", "1.5", "latest", "1 ", "99999999999"])("of the registry is not %j", (text) =>
    expect(v.is(RegistryVersion, text)).toBe(false),
  );
  test("of the registry is a number", () => expect(v.is(RegistryVersion, "17")).toBe(true));
});

describe("a line", () => {
  test.each(["a\nAisle-Reverts: b", "a\r", "\u001b[2J", "a\u2028b", "\u202e", "\ud800", "x".repeat(1_001)])(
    "is not %j",
    (text) => expect(v.is(Line, text)).toBe(false),
  );
  test.each(["", "better than champion v1: NDCG@10 +0.01 [−0.01, +0.03], “ä” 🚪"])("may be %j", (text) =>
    expect(v.is(Line, text)).toBe(true),
  );
});

describe("an id", () => {
  test.each(["", ".", "..", "a\u0000b", "\ud800", "lat-\ufffd", "x".repeat(257)])("is not %j", (text) =>
    expect(v.is(Id, text)).toBe(false),
  );
  test.each(["...", "a/b", "ä", "🚪", "x".repeat(256)])("may be %j", (text) =>
    expect(v.is(Id, text)).toBe(true),
  );
});

describe("the id of a list", () => {
  test.each(["", "a\u0000b", "\udfff", "x".repeat(257)])("is not %j", (text) =>
    expect(v.is(RecommendationId, text)).toBe(false),
  );
  test.each([".", "7.stable.AZqf", "x".repeat(256)])("may be %j", (text) =>
    expect(v.is(RecommendationId, text)).toBe(true),
  );
});

describe("the numbers of an item", () => {
  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e13])("have no price of %p", (price) =>
    expect(v.is(Price, price)).toBe(false),
  );
  test.each([-1, 2.5, 1e13])("have no stock of %p", (stock) => expect(v.is(Stock, stock)).toBe(false));
});

describe("the time of an event", () => {
  const now = Date.UTC(2026, 0, 2);
  test.each([
    ["in unix seconds", now / 1000],
    ["before there were shops", Date.UTC(1994, 11, 31)],
    ["two days ahead", now + 2 * 86_400_000],
    ["that is no number", Number.NaN],
  ])("%s is not possible", (_, time) => expect(isPossibleEventTime(time, now)).toBe(false));
  test.each([
    ["now", now],
    ["in half a day, by another clock", now + 43_200_000],
  ])("%s is possible", (_, time) => expect(isPossibleEventTime(time, now)).toBe(true));
  test.each([
    "2026-02-30T10:00:00Z",
    "2026-02-29T10:00:00Z",
    "2026-04-31 10:00:00+02:00",
    "2100-02-29T00:00:00Z",
    "soon",
  ])("is not %s", (text) => expect(parseTime(text)).toBeNaN());
  test.each([
    ["2024-02-29T23:30:00-01:00", Date.UTC(2024, 2, 1, 0, 30)],
    ["2026-05-01 00:30:00+02:00", Date.UTC(2026, 3, 30, 22, 30)],
  ])("is what %s says", (text, time) => expect(parseTime(text)).toBe(time));
});

describe("attributes", () => {
  test.each([
    { given: null },
    { given: [] },
    { given: ["a"] },
    { given: "country" },
    { given: { "": "x" } },
    { given: { "1st": "x" } },
    { given: { naïve: "x" } },
    { given: { a: "" } },
    { given: { a: 1 } },
    { given: { a: "x\u0000" } },
    { given: { a: "x\u202e" } },
    { given: { a: "\udc00" } },
    { given: { a: "\ufffd" } },
    { given: { a: "x".repeat(65) } },
  ])("are not $given", ({ given }) => expect(v.is(Attributes, given)).toBe(false));
  test.each([
    {},
    { country: "DE", loyalty_tier_2: "Gold plus" },
    { city: "São Paulo" },
    { a: "x".repeat(64) },
  ])("are %j", (given) => expect(v.parse(Attributes, given)).toEqual(given));
});

describe("a text of any kind as a line", () => {
  test.each([
    ["a\nb\u0000\u2028c", "a b c"],
    ["x".repeat(2_000), `${"x".repeat(999)}…`],
    ["\u202eevil", "evil"],
    ["", ""],
    ["😀".repeat(600), `${"😀".repeat(499)}…`],
  ])("%j is %j", (text, line) => {
    expect(toLine(text)).toBe(line);
    expect(v.is(Line, toLine(text))).toBe(true);
  });
});
