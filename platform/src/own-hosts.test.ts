import { describe, expect, test } from "bun:test";
import { foreignHost, parseHosts } from "./own-hosts.ts";

const answers = (hosts: readonly string[] | undefined, host: string | undefined, port = 8080) => {
  const told = foreignHost({ hosts, variable: "WEB_HOSTS", port: () => port });
  return told(new Request("http://x/", host === undefined ? {} : { headers: { host } }));
};

describe("a request for another host", () => {
  test.each([
    undefined,
    "",
    "evil.example",
    "evil.example:8080",
    "localhost",
    "localhost:8081",
    "localhost.evil.example:8080",
    "127.0.0.1.evil.example:8080",
    "localhost.:8080",
    "localhost:8080:8080",
    "user@localhost:8080",
    "[::1]",
    "0.0.0.0:8080",
    "shop.example.",
    "api:3001",
  ])("is told so: %p", (host) => {
    expect(answers(["shop.example", "api:3000"], host)).toContain("WEB_HOSTS");
  });

  test("sees its own header quoted, and nothing that could be markup or another line", () => {
    expect(answers(["a"], '<b>"x"')).toStartWith('This service does not answer for the host "<b>\\"x\\"".');
  });
});

describe("a request for one of ours", () => {
  test.each([
    "localhost:8080",
    "LOCALHOST:8080",
    "127.0.0.1:8080",
    "[::1]:8080",
    "shop.example",
    "shop.example:443",
    "Shop.Example",
    "api:3000",
  ])("is answered: %s", (host) => {
    expect(answers(["shop.example", "api:3000"], host)).toBeUndefined();
  });

  test("need not name the usual port", () => {
    expect(answers(["x"], "localhost", 80)).toBeUndefined();
  });

  test("is any where no hosts are listed", () => {
    expect(answers(undefined, "evil.example")).toBeUndefined();
    expect(answers(undefined, undefined)).toBeUndefined();
  });
});

describe("a list of hosts", () => {
  test.each(["", ",", "a,", "http://a", "a/b", "a:b", "a:123456", "*", "*.a", "a b", "ü", "[::1"])(
    "is none with %j",
    (list) => expect(parseHosts(list)).toBeUndefined(),
  );
  test("has names, addresses and ports", () => {
    expect(parseHosts("Shop.example, localhost:8080,[::1]:80,10.0.0.1")).toEqual([
      "shop.example",
      "localhost:8080",
      "[::1]:80",
      "10.0.0.1",
    ]);
  });
});
