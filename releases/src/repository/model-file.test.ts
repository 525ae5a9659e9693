import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MODEL_FILE, modelVersionIn, withModel } from "./model-file.ts";

const FILE = readFileSync(join(import.meta.dir, "../../..", MODEL_FILE), "utf8");
const NEW = { version: "7", digest: `sha256:${"0123456789abcdef".repeat(4)}` };

/** The file with other containers. */
const file = (containers: string): string =>
  `spec:\n  template:\n    spec:\n      containers:\n${containers}`;
const env = (version: string): string =>
  `        - name: api\n          env:\n            - name: MODEL_VERSION\n              value: ${version}\n`;

describe("a file that is not as Aisle has it", () => {
  test.each([
    ["nothing", ""],
    ["a path, as a link has it", "../../elsewhere.yaml"],
    ["rubbish", "{ unclosed: ["],
    ["two documents", `${FILE}---\n${FILE}`],
    ["other containers", file("        - name: api\n")],
    ["a list where a text must be", file(env("[1, 2]"))],
    ["an anchor", file(env("&anchor none"))],
    ["an alias", `x: &anchor none\n${file(env("*anchor"))}`],
    ["two keys of one name", file(`${env("none")}              value: "2"\n`)],
  ])("is refused: %s", (_, text) => {
    expect(() => withModel(text, NEW)).toThrow("is it as Aisle has it?");
    expect(() => modelVersionIn(text)).toThrow("is it as Aisle has it?");
  });

  test.each(['"7\\nx"', "latest", "7", '""', `"${"1".repeat(40)}"`])("names no version: %s", (version) =>
    expect(() => modelVersionIn(file(env(version)))).toThrow("a value that is no version"),
  );

  test("names no version when it names two", () => {
    expect(() => modelVersionIn(file(env("none") + env('"2"')))).toThrow("more than one value");
  });
});

test.each([
  { version: "7", digest: 'sha256:"\n- x' },
  { version: '"7"', digest: NEW.digest },
  { version: "$&", digest: NEW.digest },
])("a model that nobody can have registered is not named: %j", (model) =>
  expect(() => withModel(FILE, model)).toThrow("Expected"),
);

test("another model changes its values and nothing else, comments included, and back again", () => {
  expect(modelVersionIn(FILE)).toBe("none");
  const changed = withModel(FILE, NEW);
  expect(modelVersionIn(changed)).toBe("7");
  expect(changed).toBe(
    FILE.replaceAll("value: none", 'value: "7"').replaceAll('value: ""', `value: ${NEW.digest}`),
  );
  const next = { ...NEW, version: "8" };
  expect(withModel(changed, next)).toBe(changed.replaceAll('"7"', '"8"'));
  expect(withModel(changed, NEW)).toBe(changed);
});
