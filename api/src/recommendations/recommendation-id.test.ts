import { expect, test } from "bun:test";
import fc from "fast-check";
import { modelOf, recommendationId } from "./recommendation-id.ts";

test.each(["", "v1", "v1.stable", "v1.sta ble.x", "v 1.stable.x", `${"v".repeat(65)}.stable.x`, "..x"])(
  "%j is no id of ours",
  (id) => expect(modelOf(id)).toBeUndefined(),
);

test("an id names its model again, and is safe in an address", () => {
  const version = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
  const track = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
  fc.assert(
    fc.property(version, track, fc.uuid(), (version, track, random) => {
      const id = recommendationId({ version, track }, random);
      expect(modelOf(id)).toEqual({ version, track });
      expect(encodeURIComponent(id)).toBe(id);
    }),
  );
});
