// What may be saved, by whom, and what two who save at once get.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type Shop, startShop, until } from "../../test/shop.ts";
import { keyCommand } from "../keys/command.ts";
import type { SavedRules } from "./schema.ts";

let shop: Shop;
let version = 0;
beforeAll(async () => {
  shop = await startShop();
});
beforeEach(async () => {
  version = (await current()).version;
});
afterAll(() => shop.stop());

async function current(of: Shop = shop): Promise<SavedRules> {
  const response = await of.call("GET", "/v1/rules");
  expect(response.status).toBe(200);
  return (await response.json()) as SavedRules;
}

const put = (body: unknown, headers = {}) => shop.call("PUT", "/v1/rules", body, headers);
const save = (rules: readonly object[], rest: object = {}) =>
  put({ rules, expectedVersion: version, ...rest });

describe("rules that cannot be", () => {
  const ids = (count: number) => Array.from({ length: count }, (_, at) => `item-${at}`);
  test.each<[string, object, string, string]>([
    ["a rule that does nothing", { name: "Idle" }, "rules.1", "The rule does nothing: give it one of boost"],
    ["a field that nobody knows", { pin: ["a"], hide: ["b"] }, "rules.1.hide", "Unknown field."],
    ["a boost of nothing", { boost: [{ factor: 2 }] }, "rules.1.boost.0", "Name what to boost"],
    ["a boost of 0", { boost: [{ brands: ["A"], factor: 0 }] }, "rules.1.boost.0.factor", "0"],
    ["no list at all", { placements: [], pin: ["a"] }, "rules.1.placements", "leave `placements` out"],
    ["a list of no name", { placements: ["my list"], pin: ["a"] }, "rules.1.placements.0", "letters, digits"],
    ["a time without a zone", { from: "2026-11-27T00:00:00", pin: ["a"] }, "rules.1.from", "with its zone"],
    ["a day of no calendar", { to: "2026-02-30T00:00:00Z", pin: ["a"] }, "rules.1.to", "no such day"],
    [
      "an end before the beginning",
      { from: "2026-11-28T00:00:00Z", to: "2026-11-28T00:00:00+01:00", pin: ["a"] },
      "rules.1",
      "`to` has to be after `from`",
    ],
    ["a stock of less than one piece", { minStock: 0 }, "rules.1.minStock", "1"],
    ["half a piece", { minStock: 1.5 }, "rules.1.minStock", "1.5"],
    ["a condition of two things", { none: [{ brand: "A", category: "B" }] }, "rules.1.none.0", "one of"],
    ["an id that leads elsewhere", { pin: [".."] }, "rules.1.pin.0", "cannot be part of an address"],
    ["too many pins", { pin: ids(101) }, "rules.1.pin", "100"],
    ["too much diversity", { diversity: 2 }, "rules.1.diversity", "1"],
    ["a name of nothing", { name: "", pin: ["a"] }, "rules.1.name", "1"],
  ])("%s is refused by its place, and nothing is saved", async (_, rule, path, message) => {
    const response = await save([{ pin: ["item-1"] }, rule]);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string; message: string }[] };
    expect(errors.map((error) => error.path)).toEqual([path]);
    expect(errors[0]!.message).toContain(message);
    expect((await current()).version).toBe(version);
  });

  test.each<[string, object, string]>([
    ["more than 200 rules", { rules: Array.from({ length: 201 }, () => ({ pin: ["a"] })) }, "200"],
    ["too many entries", { rules: Array.from({ length: 100 }, () => ({ pin: ids(100) })) }, "2,000 entries"],
    ["no version to replace", { expectedVersion: undefined }, "Required"],
    ["an empty note", { note: "" }, "note"],
    ["half a character in the note", { note: "\ud800" }, "half a character"],
  ])("a body with %s is refused", async (_, body, message) => {
    const response = await put({ rules: [], expectedVersion: version, ...body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    expect((await current()).version).toBe(version);
  });

  test.each(["0", "-1", "1.5", "x", "9".repeat(12)])("%s is no version", async (text) => {
    expect((await shop.call("GET", `/v1/rules/versions/${text}`)).status).toBe(400);
  });

  test("a version that there never was is a 404 that says where they are", async () => {
    const response = await shop.call("GET", "/v1/rules/versions/999");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("GET /v1/rules/versions");
  });
});

describe("a save", () => {
  test("of a shop that never saved any replaces version 0", async () => {
    const young = await startShop({ model: false });
    expect(await current(young)).toEqual({ version: 0, rules: [], warnings: [] });
    expect(await (await young.call("GET", "/v1/rules/versions")).json()).toEqual({ versions: [] });
    expect((await young.call("PUT", "/v1/rules", { rules: [], expectedVersion: 0 })).status).toBe(200);
    expect(await current(young)).toMatchObject({ version: 1, savedBy: "anonymous", rules: [] });
    await young.stop();
  });

  test("is the next version, with who, when and why, and the one before can be saved anew", async () => {
    shop.time.now = Date.parse("2026-03-01T12:00:00Z");
    const rules = [{ name: "Würfel", placements: ["personal"], pin: ["item-1"], minStock: 2 }];
    expect((await save(rules, { note: "for the fair" })).status).toBe(200);
    expect((await put({ rules: [], expectedVersion: version + 1 })).status).toBe(200);
    const { versions } = (await (await shop.call("GET", "/v1/rules/versions")).json()) as {
      versions: object[];
    };
    const told = { savedBy: "anonymous", savedAt: "2026-03-01T12:00:00.000Z" };
    const first = { version: version + 1, count: 1, note: "for the fair", ...told };
    expect(versions.slice(0, 2)).toEqual([{ version: version + 2, count: 0, ...told }, first]);
    const old = (await (await shop.call("GET", `/v1/rules/versions/${version + 1}`)).json()) as SavedRules;
    expect(old).toEqual({ ...first, rules } as never);
    expect((await put({ rules: old.rules, expectedVersion: version + 2 })).status).toBe(200);
    expect(await current()).toMatchObject({ version: version + 3, rules });
  });

  test("names the key of the caller", async () => {
    let key = "";
    await keyCommand(["create", "--name", "Ada from buying", "--scopes", "admin"], {
      store: shop.store,
      write: (line) => (key ||= line),
      now: () => shop.time.now,
      random: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    });
    const headers = { authorization: `Bearer ${key}` };
    const body = { rules: [], expectedVersion: version };
    await until(async () => (await shop.call("GET", "/v1/rules", undefined, headers)).status === 200);
    expect((await put(body, headers)).status).toBe(200);
    expect((await current()).savedBy).toBe("Ada from buying");
  });

  test("on a version that is no longer the newest is a 409 that says whose that is and what to do", async () => {
    await save([{ pin: ["item-1"] }]);
    const response = await save([{ pin: ["item-2"] }]);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: "urn:aisle:problem:rules-changed",
      version: version + 1,
      detail: expect.stringMatching(/was saved by anonymous at .*expectedVersion \d+\./),
    });
    expect((await current()).rules).toEqual([{ pin: ["item-1"] }]);
    expect((await put({ rules: [], expectedVersion: version + 7 })).status).toBe(409);
  });

  test("that was done and is sent again is told so, and is no other version", async () => {
    const rules = [{ pin: ["item-3"], boost: [{ brands: ["Alba"], factor: 2 }] }];
    expect((await save(rules, { note: "once" })).status).toBe(200);
    expect((await save(rules, { note: "once" })).status).toBe(200);
    expect((await current()).version).toBe(version + 1);
    expect((await save(rules, { note: "twice" })).status).toBe(409);
  });

  test("of two processes at once is done by one of them, and counts in both", async () => {
    const other = await startShop({ home: shop.home });
    const pins = (of: Shop) => of.recommend({ limit: 1 }).then(({ items }) => items[0]?.itemId);
    const statuses = await Promise.all(
      [shop, other].map(async (of, at) => {
        const rules = [{ pin: [`item-${11 + at}`] }];
        return (await of.call("PUT", "/v1/rules", { rules, expectedVersion: version })).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    const winner = `item-${11 + statuses.indexOf(200)}`;
    await until(async () => (await pins(shop)) === winner && (await pins(other)) === winner);
    expect(await current(other)).toEqual(await current());
    await other.stop();
  });
});

test("rules of a newer program are not applied and not shown, and a warning says so", async () => {
  const known = { pin: ["item-16"] };
  await shop.store.saveRules({ rules: [{ teleport: true }, known], savedBy: "the future" }, version);
  const { rules, warnings } = await current();
  expect(rules).toEqual([known]);
  expect(warnings).toEqual([expect.stringContaining("Rule 1 of version")]);
  expect((await shop.recommend({ limit: 1 })).items[0]?.itemId).toBe("item-16");
});

test("an item that is not there, or no longer, is named in a warning and in no list", async () => {
  await shop.call("PUT", "/v1/items/short-lived", { title: "Alba soap", stock: 3 });
  const rules = [
    { name: "Fair", pin: ["short-lived", "never-there"] },
    { excludeItemIds: ["item-1"], boost: [{ itemIds: ["gone"], factor: 2 }] },
  ];
  await save(rules);
  const list = await shop.recommend({ limit: 3 });
  expect(list.items[0]?.itemId).toBe("short-lived");
  expect(list.warnings).toBeUndefined();
  await shop.call("DELETE", "/v1/items/short-lived");
  expect((await shop.recommend({ limit: 3 })).items.map(({ itemId }) => itemId)).not.toContain("short-lived");
  expect((await current()).warnings).toEqual([
    `rules.0 ("Fair"): the catalogue does not have "short-lived", "never-there"; until it does, that does nothing`,
    `rules.1: the catalogue does not have "gone"; until it does, that does nothing`,
  ]);
  await shop.call("PUT", "/v1/items/short-lived", { title: "Alba soap", stock: 3 });
  expect((await shop.recommend({ limit: 3 })).items[0]?.itemId).toBe("short-lived");
});
