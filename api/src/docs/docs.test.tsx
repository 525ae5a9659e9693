// The reference for people: complete, safe, and readable without scripts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { HtmlEscapedString } from "hono/utils/html";
import { type Shop, startShop } from "../../test/shop.ts";
import type { Document } from "./document.ts";
import { curlOf } from "./example.ts";
import { Fields, typeText } from "./fields.tsx";
import { groupsOf } from "./document.ts";

let shop: Shop;
let page: string;
let document: Document;
beforeAll(async () => {
  shop = await startShop({ environment: { API_ANONYMOUS: "" } });
  page = await (await shop.call("GET", "/docs")).text();
  document = (await (await shop.call("GET", "/openapi.json")).json()) as Document;
});
afterAll(() => shop.stop());

describe("the reference", () => {
  test("is a page that needs no key, no script and nothing from elsewhere", async () => {
    const { status, headers } = await shop.call("GET", "/docs");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toStartWith("default-src 'none'; style-src 'self';");
    expect(policy).not.toContain("unsafe");
    expect(page).toStartWith("<!doctype html><html");
    expect(page).not.toMatch(/<script|\son[a-z]+=|\sstyle=|javascript:/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test("finds its style sheet, which may be kept for good", async () => {
    const [, path = ""] = /<link rel="stylesheet" href="([^"]+)"/.exec(page) ?? [];
    const { status, headers } = await shop.call("GET", path);
    expect([status, headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(headers.get("cache-control")).toContain("immutable");
  });

  test("has every operation of the document, with its scope, parameters, body and answers", () => {
    const articles = new Map(
      page
        .split("<article ")
        .slice(1)
        .map((text) => [/^id="([^"]+)"/.exec(text)?.[1], text]),
    );
    const routes = [...groupsOf(document).values()].flat();
    expect([...articles.keys()]).toEqual(routes.map(({ operationId }) => operationId));
    for (const { operationId, path, parameters = [], requestBody, responses } of routes) {
      const text = articles.get(operationId) ?? "";
      expect(text).toContain(`<code>${path}</code>`);
      expect(text).toMatch(/scope (recommend|events|catalogue|admin)</);
      for (const { name } of parameters) expect(text).toContain(`<code class="name">${name}</code>`);
      for (const type of Object.keys(requestBody?.content ?? {})) expect(text).toContain(type);
      for (const status of Object.keys(responses)) expect(text).toContain(`<span class="status">${status}<`);
    }
  });

  test("shows every form that an entry may have", async () => {
    const forms = ["category", "brand"].map((name) => ({
      type: "object",
      properties: { [name]: { type: "string" } },
      required: [name],
    }));
    const list = { type: "object", properties: { any: { type: "array", items: { anyOf: forms } } } };
    const content: HtmlEscapedString | Promise<HtmlEscapedString> = <Fields schema={list} />;
    const text = String(await content);
    expect(text).toContain('<code class="name">any[].category</code>');
    expect(text).toContain('<code class="name">any[].brand</code>');
    expect(text).toContain("list of object<");
    expect(text).not.toContain("required");
  });

  test("names nested fields by their path, with their limits", () => {
    expect(page).toContain('<code class="name">session[].itemId</code>');
    expect(page).toContain('<code class="name">filter.price.max</code>');
    expect(page).toContain("integer (1 to 100, default 10)");
    expect(page).toContain("list (up to 1,000 entries) of string (1 to 256 characters)");
  });

  test("shows the fields of all forms that a question may have, and which one tells them apart", () => {
    expect(page).toContain(
      '<code class="name">question.list</code><span class="required">required</span><span class="type">&quot;personal&quot; | &quot;similar&quot;',
    );
    for (const field of ["session[].itemId", "itemId", "itemIds", "filter.price.max"])
      expect(page).toContain(`<code class="name">question.${field}</code>`);
  });

  test("links only to places that it has", () => {
    const ids = new Set(Array.from(page.matchAll(/\sid="([^"]+)"/g), ([, id]) => id));
    const links = Array.from(page.matchAll(/href="#([^"]+)"/g), ([, id]) => id);
    expect(links.length).toBeGreaterThan(15);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe("the address in its examples", () => {
  const examples = async (host: string) => {
    const response = await fetch(`${shop.url}/docs`, { headers: { host } });
    return (await response.text()).match(/curl -s[^<]*/)?.[0] ?? "";
  };

  test("is the one that was asked", async () => {
    expect(await examples("api.example:8443")).toContain("http://api.example:8443/v1/");
  });

  test.each(["a'; rm -rf ~; '", "<b>", "$(id)", "a b", "x".repeat(101)])(
    "is never one that would do more than name a host: %j",
    async (host) => {
      const text = await examples(host);
      expect(text).toContain("http://localhost:3000/v1/");
      expect(text).not.toContain(host);
    },
  );
});

test("every example is accepted, up to its ids", async () => {
  const open = await startShop();
  try {
    open.time.now = Date.parse("2027-01-01T00:00:00Z"); // after the event of the example
    for (const itemId of ["p000010", "my-first-item"])
      await open.call("PUT", `/v1/items/${itemId}`, { title: `Bag ${itemId}` });
    const event = { eventId: "p000010", customerId: "c0000042", itemId: "p000010", type: "view" };
    await open.call("POST", "/v1/events", event);
    for (const route of [...groupsOf(document).values()].flat()) {
      const command = curlOf(route).replaceAll("http://localhost:3000", open.url);
      const child = Bun.spawn(["sh", "-c", `${command} -w '\n%{http_code}' -o /dev/null`], {
        stdout: "pipe",
      });
      expect({ command, code: (await child.stdout.text()).trim() }).toEqual({
        command,
        code: expect.stringMatching(/^20[024]$/) as string,
      });
    }
  } finally {
    await open.stop();
  }
}, 30_000);

describe("a type in words", () => {
  test.each([
    [{ type: "string", minLength: 1, maxLength: 256 }, "string (1 to 256 characters)"],
    [{ type: "number", exclusiveMinimum: 0, maximum: 100 }, "number (above 0, up to 100)"],
    [{ enum: ["a", "b"] }, '"a" | "b"'],
    [{ type: "boolean", enum: [true, false] }, "boolean"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string or null"],
    [{ type: "array", items: { type: "string" }, maxItems: 1000 }, "list (up to 1,000 entries) of string"],
    [{ $ref: "#/components/schemas/Problem" }, "Problem"],
    [{ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, "integer (at least 0)"],
    [{}, ""],
  ])("%j", (schema, text) => expect(typeText(schema)).toBe(text));
});
