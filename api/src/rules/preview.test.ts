// Rules that are tried before they are saved: seen by whoever asks, and by nobody else.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as v from "valibot";
import { type Shop, startShop } from "../../test/shop.ts";
import { Preview } from "./schema.ts";

type Preview = v.InferOutput<typeof Preview>;

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.call("POST", "/v1/events", { customerId: "regular", itemId: "item-2", type: "view" });
  const rules = [{ pin: ["item-57"] }];
  expect((await shop.call("PUT", "/v1/rules", { rules, expectedVersion: 0 })).status).toBe(200);
});
afterAll(() => shop.stop());

const ask = (body: object) => shop.call("POST", "/v1/rules/preview", body);
async function preview(rules: readonly object[], question: object, rest: object = {}): Promise<Preview> {
  const response = await ask({ rules, question, ...rest });
  expect(response.status).toBe(200);
  const answer: unknown = await response.json();
  expect(v.parse(Preview, answer)).toEqual(answer as Preview);
  return answer as Preview;
}
const ids = ({ items }: Preview["saved"]) => items.map(({ itemId }) => itemId);

describe("a preview that cannot be", () => {
  test.each<[object, string]>([
    [{}, "question"],
    [{ list: "nowhere" }, "question.list"],
    [{ list: "similar" }, "question.itemId"],
    [{ list: "cart", itemIds: [] }, "question.itemIds"],
    [{ list: "trending", session: [] }, "question.session"],
    [{ list: "personal", limit: 0 }, "question.limit"],
  ])("%j is refused by its place", async (question, path) => {
    const response = await ask({ rules: [], question });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map((error) => error.path).join()).toContain(path);
  });

  test("has bad rules, or a product that nobody knows", async () => {
    const question = { list: "similar", itemId: "nope" };
    expect((await ask({ rules: [{}], question })).status).toBe(400);
    expect((await ask({ rules: [], question })).status).toBe(404);
  });
});

describe("a preview", () => {
  test.each<object>([
    { list: "personal", customerId: "regular", session: [{ itemId: "item-6" }] },
    { list: "personal" },
    { list: "similar", itemId: "item-1" },
    { list: "bought-together", itemId: "item-1" },
    { list: "cart", itemIds: ["item-1", "item-2"] },
    { list: "trending", placement: "home" },
  ])("has the list of the saved rules and of the proposed ones: %j", async (question) => {
    const { version, saved, proposed } = await preview([{ excludeItemIds: ["item-57"] }], question);
    expect(version).toBe(1);
    expect(ids(saved)[0]).toBe("item-57");
    expect(ids(proposed)).not.toContain("item-57");
  });

  test("is the list that the same request gets, and takes its own rules", async () => {
    const question = { customerId: "regular", limit: 7, pin: ["item-3"], includeItems: true };
    const { saved, proposed } = await preview([], { list: "personal", ...question });
    const { items, strategy, filtered } = await shop.recommend(question);
    expect(saved).toEqual({ items, strategy, filtered });
    expect(ids(proposed)[0]).toBe("item-3");
    expect(ids(proposed)[1]).not.toBe("item-57");
  });

  test("shows another time than now", async () => {
    const rules = [{ pin: ["item-58"], from: "2030-01-01T00:00:00Z" }];
    const question = { list: "trending" };
    expect(ids((await preview(rules, question)).proposed)[0]).not.toBe("item-58");
    const then = await preview(rules, question, { at: "2030-01-01T00:00:00Z" });
    expect(ids(then.proposed)[0]).toBe("item-58");
  });

  test("warns of what the catalogue does not have", async () => {
    const { warnings } = await preview([{ pin: ["nope"] }], { list: "trending" });
    expect(warnings).toEqual([expect.stringContaining('"nope"')]);
  });

  test("leaves no trace: nothing is saved, shown, counted or kept", async () => {
    const metrics = async () =>
      (await (await fetch(`${shop.internalUrl}/metrics`)).text())
        .split("\n")
        .filter((line) =>
          /^aisle_(?:impressions|recommendations|ruled|kept|catalogue_coverage|rules)/.test(line),
        );
    const before = await metrics();
    expect(before.length).toBeGreaterThan(5);
    for (let time = 0; time < 3; time++)
      await preview([{ pin: ["item-51"] }], { list: "personal", customerId: "regular", limit: 100 });
    expect(await metrics()).toEqual(before);
    const { versions } = (await (await shop.call("GET", "/v1/rules/versions")).json()) as {
      versions: unknown[];
    };
    expect(versions).toHaveLength(1);
    expect((await shop.recommend({})).items[0]?.itemId).toBe("item-57");
  });
});
