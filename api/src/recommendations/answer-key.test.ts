import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { answerKey, asWritten } from "./answer-key.ts";

const HOST = "http://shop.example:3000";
const keyOf = (url: string) => answerKey(asWritten(url));

describe("one question has one key", () => {
  test.each([
    ["whatever the host", "http://shop/v1/trending", "https://other.example:1/v1/trending"],
    ["without a host", `${HOST}/v1/trending?limit=3`, "/v1/trending?limit=3"],
    ["in any order", `${HOST}/v1/trending?limit=3&brands=a`, `${HOST}/v1/trending?brands=a&limit=3`],
    [
      "with its defaults or without",
      `${HOST}/v1/trending`,
      `${HOST}/v1/trending?limit=10&explain=true&fill=true`,
    ],
    ["with an empty query", `${HOST}/v1/trending`, `${HOST}/v1/trending?`],
    [
      "in any order of its context",
      `${HOST}/v1/recommendations?context=country:DE&context=device:mobile`,
      `${HOST}/v1/recommendations?context=device%3Amobile&context=country:DE`,
    ],
    ["in any encoding", `${HOST}/v1/trending?brands=a%2Cb`, `${HOST}/v1/trending?brands=a,b`],
    ["with a plus or a space", `${HOST}/v1/trending?brands=a+b`, `${HOST}/v1/trending?brands=a%20b`],
    ["with a letter as its code", `${HOST}/v1/items/%61/similar`, `${HOST}/v1/items/a/similar`],
    ["with a code in small letters", `${HOST}/v1/items/%c3%a9/similar`, `${HOST}/v1/items/%C3%A9/similar`],
  ])("%s", (_, one, other) => {
    const key = keyOf(one)!;
    expect(key).toBeString();
    expect(keyOf(other)).toBe(key);
    expect(answerKey(key)).toBe(key);
  });
});

describe("two questions have two keys", () => {
  test.each([
    [`/v1/items/a/similar`, `/v1/items/b/similar`],
    [`/v1/items/a%2Fb/similar`, `/v1/items/a/b/similar`],
    [`/v1/trending?limit=3`, `/v1/trending?limit=4`],
    // It replaces the diversity of the shop's standing rules.
    [`/v1/trending?diversity=0`, `/v1/trending`],
    [`/v1/trending?brands=a%26limit=3`, `/v1/trending?brands=a&limit=3`],
    [`/v1/recommendations?context=a:b`, `/v1/recommendations?context=a:c`],
    [`/v1/trending?customerId=a`, `/v1/trending?customerId=A`],
    [`/v1/trending?all=category:a&all=category:b`, `/v1/trending?all=category:a&any=category:b`],
  ])("%s and %s", (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  test("whatever they are about", () => {
    const value = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
    const query = fc.record({ customerId: value, brands: value, placement: value });
    fc.assert(
      fc.property(query, query, (one, other) => {
        const [a, b] = [one, other].map((q) => keyOf(`/v1/trending?${new URLSearchParams(q).toString()}`));
        expect(a === b).toBe(Bun.deepEquals(one, other));
      }),
    );
  });
});

describe("no key has a question", () => {
  test.each([
    ["of a parameter that comes twice, even with its default", "/v1/trending?limit=10&limit=5"],
    ["that cannot be decoded", "/v1/items/%ff/similar"],
    ["that is long", `/v1/trending?exclude=${"x".repeat(1024)}`],
    ["that is long when it is encoded", `/v1/trending?exclude=${"é".repeat(600)}`],
  ])("%s", (_, url) => expect(keyOf(HOST + url)).toBeUndefined());
});
