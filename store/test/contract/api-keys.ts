// What every store must do with the API's keys.
import { expect, test } from "bun:test";
import { type ApiKey, StoreError } from "../../src/index.ts";
import { type Target, withStore } from "../targets.ts";

const key = (keyId: string, rest: Partial<ApiKey> = {}): ApiKey => ({
  keyId,
  name: "shop",
  secretHash: "ab".repeat(32),
  scopes: ["recommend", "events"],
  createdAt: 1000,
  ...rest,
});

export function apiKeyContract(target: Target): void {
  test("an id is used once, and never an empty one", () =>
    withStore(target, async (store) => {
      await store.addApiKey(key("a"));
      for (const bad of [key("a", { name: "other" }), key("")]) {
        const error = await store.addApiKey(bad).catch((error: unknown) => error);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: "invalid" });
      }
      expect(await store.listApiKeys()).toEqual([key("a")]);
    }));

  test("come back as they were, oldest first", () =>
    withStore(target, async (store) => {
      expect(await store.listApiKeys()).toEqual([]);
      const [younger, older] = [
        key("a", { createdAt: 2000, requestsPerSecond: 2.5 }),
        key("b", { scopes: [] }),
      ];
      await store.addApiKey(younger);
      await store.addApiKey(older);
      expect(await store.listApiKeys()).toStrictEqual([older, younger]);
    }));

  test("are revoked once, at the time of the store's clock, and stay", () =>
    withStore(
      target,
      async (store) => {
        await store.addApiKey(key("a"));
        expect(await store.revokeApiKey("none")).toBe(false);
        expect(await store.revokeApiKey("a")).toBe(true);
        expect(await store.revokeApiKey("a")).toBe(false);
        expect(await store.listApiKeys()).toEqual([key("a", { revokedAt: 5000 })]);
      },
      { now: () => 5000 },
    ));
}
