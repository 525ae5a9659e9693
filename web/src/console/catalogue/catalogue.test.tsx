// Products and customers as an operator looks them up.
import { describe, expect, test } from "bun:test";
import type { Item } from "@aisle/client";
import { catalogue } from "../../../test/catalogue.ts";
import { visitShop } from "../../../test/visit.ts";

const MORE: readonly Item[] = [
  { itemId: "secret", title: "Secret <Lamp>", hidden: true },
  { itemId: "sold-out", title: "Sold-out Lamp", stock: 0 },
];
const visitConsole = () => visitShop([...catalogue(24), ...MORE], ["c/1"], { consoleHosts: ["localhost"] });

const verdictIn = (html: string): string =>
  (/<p class="verdict[^>]*>(.*?)<\/p>/.exec(html)?.[1] ?? "").replaceAll(/<[^>]*>/g, "").trim();

describe("a product", () => {
  test.each([
    ["lamp", "/console/items/secret"],
    ["sold-out", "/console/items/sold-out"],
    ["item-10", "/console/items/item-10"],
  ])("is found by %p, also where no list may show it", async (query, path) => {
    await using visit = await visitConsole();
    const { text } = await visit.page(`/console/catalogue?q=${query}`);
    expect(text).toContain(`href="${path}"`);
  });

  test("that is not found is said to be nowhere, and what was typed is escaped", async () => {
    await using visit = await visitConsole();
    const { status, text } = await visit.page(`/console/catalogue?q=${encodeURIComponent("<b>unicorn")}`);
    expect(status).toBe(200);
    expect(text).toContain("Nothing has these words or this id: “&lt;b&gt;unicorn”.");
  });

  test("that lists may show comes with its fields, and the lists about it with their scores", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page("/console/items/item-1");
    expect(verdictIn(text)).toBe("All is well. Lists may show this product: nothing stands against it.");
    for (const words of [
      "Fernhill",
      "Home &amp; Life › Garden",
      "$21.50",
      "Similar products",
      "Bought together",
    ])
      expect(text).toContain(words);
    expect(text).toContain("taken by the same customers 0.600, alike 0.200, popular 0.100");
  });

  test.each([
    ["secret", "It is hidden"],
    ["sold-out", "It is sold out"],
  ])("is not shown, and the page says why: %s", async (id, why) => {
    await using visit = await visitConsole();
    const { text } = await visit.page(`/console/items/${id}`);
    expect(verdictIn(text)).toStartWith(`Look here. ${why}`);
  });

  test("that rules hide is told by which, now or later, and not by those that are over", async () => {
    await using visit = await visitConsole();
    const hide = { excludeItemIds: ["item-1"] };
    visit.api.rules.save(
      [
        { name: "Now", ...hide, placements: ["cart"] },
        { name: "Later", ...hide, from: "2999-01-01T00:00:00.000Z" },
        { name: "Over", ...hide, to: "2020-01-01T00:00:00.000Z" },
        { name: "Another", excludeItemIds: ["item-2"] },
      ],
      "anna",
    );
    const { text } = await visit.page("/console/items/item-1");
    expect(verdictIn(text)).toBe(
      "Look here. The rule “Now” hides it (in what goes with a cart, always). The rule “Later” will hide it (in every list, from 1 January 2999).",
    );
  });

  test("comes with its neighbours in each graph both ways, and with who is shown it", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page("/console/items/item-1");
    for (const words of [
      "leads to 3 products, 3 lead to it",
      "leads to 0 products, 0 lead to it",
      "Walnut Serving Board",
      "1.000",
      "The one customer seen last has it among the first 10 products of their list.",
      'href="/console/customers/c%2F1"',
      "Model 1 was fitted on 12 events with it",
    ])
      expect(text).toContain(words);
  });

  test("that was removed is told with what the model still knows of it", async () => {
    await using visit = await visitConsole();
    visit.api.removed.push({ itemId: "old", title: "Old <Lamp>" });
    const { status, text } = await visit.page("/console/items/old");
    expect([status, verdictIn(text)]).toEqual([
      404,
      "Look here. It was removed from the catalogue: no list shows it.",
    ]);
    expect(text).toContain("Old &lt;Lamp&gt;");
    expect(text).toContain("Its neighbours in the model");
  });

  test("of an API that is older than the console is shown with what that tells", async () => {
    await using visit = await visitConsole();
    visit.api.isOlder = true;
    const { status, text } = await visit.page("/console/items/item-1");
    expect([status, verdictIn(text)]).toEqual([200, expect.stringContaining("older than this console")]);
    expect(text).toContain("Fernhill");
  });

  test("that is not in the catalogue is a page that says so", async () => {
    await using visit = await visitConsole();
    const { status, text } = await visit.page("/console/items/gone");
    expect([status, verdictIn(text)]).toEqual([404, expect.stringContaining("it was removed")]);
  });
});

describe("a customer", () => {
  test("is opened by the whole id", async () => {
    await using visit = await visitConsole();
    const { status, headers } = await visit.page("/console/customers?id=%20c%2F1");
    expect([status, headers.get("location")]).toEqual([303, "/console/customers/c%2F1"]);
  });

  test("comes with history, attributes and the list they get now, which counts as no impression", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page("/console/customers/c%2F1");
    expect(verdictIn(text)).toBe("All is well. 1 event is known, and the list is made from it.");
    for (const words of ["country", "DE", "Walnut Serving Board", "1 January 2025", "The list now"])
      expect(text).toContain(words);
    expect(visit.api.questions).toEqual([]);
  });

  test("comes with the six steps to the list, each with its numbers in words", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page("/console/customers/c%2F1");
    const words = text.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    for (const step of [
      "1. History 1 event with 1 product, of which 1 weighs enough to count",
      "2. Candidates 10 products, those with most votes",
      "3. Features 3 numbers about each candidate",
      "4. Score by a forest of 60 trees",
      "5. Rules 4 products left out, 1 standing rule in force",
      "6. Answer 10 products, in the order of their scores",
      "Walnut Serving Board 0.400 of another kind: no reason that the customer is told",
      "looked at the newest",
      "item-5 (25 %)",
      "10 → 1",
      "×2 by the rule “Summer”",
      "Secret &lt;Lamp&gt;",
      "it is hidden",
      "it is sold out",
    ])
      expect(words).toContain(step);
  });

  test("of an API that is older than the console is shown without the steps, and told why", async () => {
    await using visit = await visitConsole();
    visit.api.isOlder = true;
    const { status, text } = await visit.page("/console/customers/c%2F1");
    expect(status).toBe(200);
    expect(text).toContain("The API does not tell how a list comes about");
    expect(text).toContain("Walnut Serving Board");
  });

  test("who is not known is told so", async () => {
    await using visit = await visitConsole();
    const { status, text } = await visit.page("/console/customers/nobody");
    expect([status, verdictIn(text)]).toEqual([
      200,
      "Nothing is stored of this customer. They get the list of a stranger.",
    ]);
    expect(text).not.toContain("/erase");
  });

  test("is handed all that is stored as a file", async () => {
    await using visit = await visitConsole();
    const { headers, text } = await visit.page("/console/customers/c%2F1/export");
    expect(headers.get("content-disposition")).toBe('attachment; filename="customer.json"');
    expect(headers.get("cache-control")).toBe("no-store");
    expect(JSON.parse(text)).toMatchObject({ customerId: "c/1", events: [{ itemId: "item-0" }] });
  });

  test("is erased after the box was ticked, and not before", async () => {
    await using visit = await visitConsole();
    const path = "/console/customers/c%2F1/erase";
    expect((await visit.page(path)).text).toContain('name="confirm"');
    const missed = await visit.submit(path);
    expect([missed.status, verdictIn(missed.text)]).toEqual([
      400,
      expect.stringContaining("Nothing was erased"),
    ]);
    expect(visit.api.events).toHaveLength(1);
    const done = await visit.submit(path, { confirm: "yes" });
    expect(verdictIn(done.text)).toBe("Erased: 1 event and all attributes.");
    expect(visit.api.events).toEqual([]);
  });

  test("is not erased by another site's form", async () => {
    await using visit = await visitConsole();
    const { status } = await visit.request("/console/customers/c%2F1/erase", {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
      body: new URLSearchParams({ confirm: "yes" }),
    });
    expect([status, visit.api.events.length]).toEqual([403, 1]);
  });
});

test.each(["/console/catalogue?q=x", "/console/items/item-1", "/console/customers/c1"])(
  "says what to do while the API cannot answer: %s",
  async (path) => {
    await using visit = await visitConsole();
    visit.api.failWith = 500;
    const { status, text } = await visit.page(path);
    expect([status, verdictIn(text)]).toEqual([503, expect.stringContaining("The API could not answer")]);
    expect(visit.unexpected).toEqual([]);
  },
);
