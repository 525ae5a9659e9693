// Which requests count as made by another site.
import { describe, expect, test } from "bun:test";
import { isCrossSiteWrite } from "./security.ts";

const request = (method: string, headers: Record<string, string>) =>
  new Request("http://shop.example/cart/buy", { method, headers: { host: "shop.example", ...headers } });

describe("a form from another site is refused", () => {
  test.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ origin: "https://evil.example" }],
    [{ origin: "http://shop.example.evil.example" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site", origin: "http://shop.example" }],
  ])("%p", (headers) => {
    expect(isCrossSiteWrite(request("POST", headers))).toBe(true);
  });
});

describe("what is allowed", () => {
  test.each([
    ["POST", { "sec-fetch-site": "same-origin" }],
    ["POST", { "sec-fetch-site": "none" }],
    ["POST", { origin: "http://shop.example" }],
    ["POST", {}],
    ["GET", { "sec-fetch-site": "cross-site" }],
  ] as const)("%s with %p", (method, headers) => {
    expect(isCrossSiteWrite(request(method, headers))).toBe(false);
  });
});
