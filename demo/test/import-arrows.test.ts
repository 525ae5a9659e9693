// The table of rooms in docs/architecture.md and the linter's rules say the same, and the linter acts on them.
import { afterAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dir, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "aisle-arrows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Room → rooms it may import, as the architecture page's table says. */
function documentedArrows(): Map<string, string[]> {
  const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const rows = page.matchAll(/^\| `([a-z]+)\/` +\|[^|]*\| ([^|]*) \|$/gm);
  return new Map([...rows].map(([, room = "", may = ""]) => [room, may.match(/[a-z]+/g) ?? []]));
}

/** Writes the sources and returns the specifiers that the import rule refuses, as "file: specifier". */
function refusedImports(sources: Readonly<Record<string, string>>): string[] {
  copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const oxlint = join(root, "node_modules", ".bin", "oxlint");
  const { stdout } = Bun.spawnSync([oxlint, "--format", "json", "."], { cwd: folder });
  const { diagnostics } = JSON.parse(stdout.toString()) as {
    diagnostics: { code: string; message: string; filename: string }[];
  };
  return diagnostics
    .filter(({ code }) => code.includes("no-restricted-imports"))
    .map(({ filename, message }) => `${filename}: ${/'([^']+)'/.exec(message)?.[1]}`)
    .toSorted();
}

describe("imports between the rooms", () => {
  const arrows = documentedArrows();
  const rooms = [...arrows.keys()];

  test("the architecture page lists the workspaces", () => {
    const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      workspaces: { packages: string[] };
    };
    expect(rooms.toSorted()).toEqual(workspaces.packages.toSorted());
  });

  test("the linter allows exactly the documented ones", () => {
    const pairs = rooms.flatMap((from) => rooms.filter((to) => to !== from).map((to) => ({ from, to })));
    const sources = Object.fromEntries(
      pairs.map(({ from, to }) => [`${from}/src/to-${to}.ts`, `export * from "@aisle/${to}";\n`]),
    );
    const forbidden = pairs.filter(({ from, to }) => !arrows.get(from)?.includes(to));
    expect(refusedImports(sources)).toEqual(
      forbidden.map(({ from, to }) => `${from}/src/to-${to}.ts: @aisle/${to}`).toSorted(),
    );
  });

  test("a relative import may not leave its room, however deep its file lies", () => {
    expect(
      refusedImports({
        "web/src/a.ts": `import "../../api/src/app.ts";\nimport "../package.json";\n`,
        "web/src/shop/b.ts": `import "../../../api/src/app.ts";\nimport "../api/c.ts";\n`,
      }).filter((refused) => refused.includes("app.ts")),
    ).toEqual(["web/src/a.ts: ../../api/src/app.ts", "web/src/shop/b.ts: ../../../api/src/app.ts"]);
  });
});
