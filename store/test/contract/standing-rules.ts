// What every store must do with the shop's standing rules.
import { expect, test } from "bun:test";
import { MAX_RULES_VERSIONS, openStore } from "../../src/index.ts";
import { type Target, withStore } from "../targets.ts";

const PIN = { name: "Würfel “日本”", pin: ["item-1"] };

export function standingRulesContract(target: Target): void {
  test("there are no rules before the first are saved", () =>
    withStore(target, async (store) => {
      expect(await store.newestRules(0)).toBeUndefined();
      expect(await store.rulesOf(1)).toBeUndefined();
      expect(await store.listRulesVersions()).toEqual([]);
      expect(await store.saveRules({ rules: [], savedBy: "anonymous" }, 1)).toBeUndefined();
      expect(await store.listRulesVersions()).toEqual([]);
    }));

  test("each save is a version of its own, with who and when, and the old ones stay as they were", () => {
    let now = 1_000;
    return withStore(
      target,
      async (store) => {
        const first = { version: 1, count: 1, savedBy: "ops", note: "for the fair", savedAt: 1_000 };
        const rules = { rules: [PIN], savedBy: "ops", note: "for the fair" };
        expect(await store.saveRules(rules, 0)).toStrictEqual(first);
        now = 2_000;
        const second = { version: 2, count: 0, savedBy: "anonymous", savedAt: 2_000 };
        expect(await store.saveRules({ rules: [], savedBy: "anonymous" }, 1)).toStrictEqual(second);
        expect(await store.rulesOf(1)).toStrictEqual({ ...first, rules: [PIN] });
        expect(await store.newestRules(1)).toStrictEqual({ ...second, rules: [] });
        expect(await store.newestRules(2)).toBeUndefined();
        expect(await store.listRulesVersions()).toStrictEqual([second, first]);
      },
      { now: () => now },
    );
  });

  test("who expects another version than the newest saves nothing", () =>
    withStore(target, async (store) => {
      await store.saveRules({ rules: [PIN], savedBy: "a" }, 0);
      for (const expected of [0, 2, -1])
        expect(await store.saveRules({ rules: [], savedBy: "b" }, expected)).toBeUndefined();
      expect(await store.newestRules(0)).toMatchObject({ version: 1, savedBy: "a", rules: [PIN] });
    }));

  test("of those who save on the same version at once, one does", async () => {
    await using place = await target.make();
    const stores = [await openStore(place.url), await openStore(place.url)];
    // Of a store in memory, every opening is another.
    const writers = target.isPrivate === true ? [stores[0]!, stores[0]!] : stores;
    const saved = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        writers[n % 2]!.saveRules({ rules: [{ pin: [`item-${n}`] }], savedBy: `writer-${n}` }, 0),
      ),
    );
    const won = saved.filter((version) => version !== undefined);
    expect(won).toHaveLength(1);
    expect(await writers[1]!.newestRules(0)).toMatchObject(won[0]!);
    expect(await writers[0]!.listRulesVersions()).toEqual(won);
    for (const store of stores) await store.close();
  });

  test("only the newest versions are kept", () =>
    withStore(target, async (store) => {
      for (let version = 0; version < MAX_RULES_VERSIONS + 3; version++)
        expect(await store.saveRules({ rules: [], savedBy: "a" }, version)).toBeDefined();
      const versions = (await store.listRulesVersions()).map(({ version }) => version);
      expect(versions).toHaveLength(MAX_RULES_VERSIONS);
      expect(versions.at(0)).toBe(MAX_RULES_VERSIONS + 3);
      expect(await store.rulesOf(3)).toBeUndefined();
      expect(await store.rulesOf(4)).toBeDefined();
    }));
}
