import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkout, makeCheckout } from "./checkout.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Sing.

## [1.10.0] - 2026-11-24

### Added

- Dance ([#1]).

### Fixed

- Fall no more.

## [1.1.0] - 2026-11-01

[#1]: https://example.org/1
`;
let folder: string;
let checkout: Checkout;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aisle-notes-"));
  checkout = await makeCheckout(folder);
  checkout.write("CHANGELOG.md", CHANGELOG);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("release-notes", () => {
  test.each(["1.10", "", "1.10.0 ", "latest", "1.1.0\n## [Unreleased]", "$(id)", "1.1.0-a/b"])(
    "refuses %j, which is no version",
    (version) => {
      const { code, err, out } = checkout.script("release-notes", [version]);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toEndWith(" is no version: say VERSION=1.2.3\n");
    },
  );

  test.each(["2.0.0", "1.1.0", "1.1.0-rc.1"])("has nothing to say of %j", (version) => {
    const { code, err } = checkout.script("release-notes", [version]);
    expect([code, err]).toEqual([1, `release-notes: CHANGELOG.md has no section "## [${version}]"\n`]);
  });

  test.each(["1.10.0", "v1.10.0"])("says what the changelog says of %s", (version) => {
    expect(checkout.script("release-notes", [version]).out).toBe(
      "### Added\n\n- Dance ([#1]).\n\n### Fixed\n\n- Fall no more.\n",
    );
  });
});
