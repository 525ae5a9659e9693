// CSV, TSV, NDJSON and JSON, sound and damaged, in every encoding.
import { describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { rows, withDuckDb } from "../duckdb.ts";
import { failure } from "../testing.ts";
import type { CsvFormat } from "./csv.ts";
import type { Encoding } from "./decode.ts";
import { openCsv, openJson, type Relation } from "./relation.ts";

async function inScratch<T>(
  name: string,
  content: string | Uint8Array,
  work: (path: string, scratch: string) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), "aisle-files-"));
  try {
    const path = join(scratch, name);
    await writeFile(path, content);
    return await work(path, scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function read(relation: Relation, names: readonly string[]) {
  const texts = names.map((name) => relation.column(name).text);
  const found = await withDuckDb(
    async (db) =>
      await rows<Record<string, unknown>>(
        db,
        `select place::double, ${texts.join(", ")} from ${relation.from} order by place`,
      ),
  );
  const { rejects, delimiter, encoding } = relation;
  return { rows: found.map((row) => Object.values(row)), rejects, delimiter, encoding };
}

const csv = (
  content: string | Uint8Array,
  { encoding, ...format }: Partial<CsvFormat> & { encoding?: Encoding } = {},
  name = "a.csv",
) =>
  inScratch(name, content, async (path, scratch) => {
    const relation = await openCsv(path, { quote: '"', ...format }, { scratch, encoding });
    return await read(relation, relation.columns!);
  });

const json = (content: string, names: readonly string[], name = "a.json") =>
  inScratch(
    name,
    content,
    async (path, scratch) => await read(await openJson(path, names, { scratch }), names),
  );

describe("a CSV file", () => {
  test("has rows with the line that each began on", async () => {
    const { rows, rejects } = await csv(
      'id,title\n1,Lamp\n\n2,"two\nlines, ""quoted"""\r\n3, "Desk" \n4,5" disk\n',
    );
    expect(rejects).toEqual([]);
    expect(rows).toEqual([
      [2, "1", "Lamp"],
      [4, "2", 'two\nlines, "quoted"'],
      [6, "3", "Desk"],
      [7, "4", '5" disk'],
    ]);
  });

  test("may begin with blank lines, end without a line end, and have rows of nothing", async () => {
    const { rows, rejects } = await csv("\n \r\nid,title\n;,\n,\n1,Lamp");
    expect([rows, rejects]).toEqual([
      [
        [4, ";", ""],
        [6, "1", "Lamp"],
      ],
      [],
    ]);
  });

  test("has no rows of another length than its header", async () => {
    const { rows, rejects } = await csv("id,title,price\nA,Bowl,5\nB,Bowl, red,8.5\nC\nD,Cup,7\n");
    expect(rows.map(([line]) => line)).toEqual([2, 5]);
    expect(rejects).toEqual([
      {
        reason: "more values than the 3 of the header",
        rows: 1,
        examples: [{ line: 3, raw: "B,Bowl, red,8.5" }],
      },
      { reason: "fewer values than the 3 of the header", rows: 1, examples: [{ line: 4, raw: "C" }] },
    ]);
  });

  test("may be several files put together: their marks do no harm, and no header is a row", async () => {
    const { rows, rejects } = await csv(
      "\ufeffid,title\n1,Lamp\n\ufeffid,title\n2,Desk\n\ufeff\n\ufeff3,Cup\n\ufeff",
    );
    expect(rows).toEqual([
      [2, "1", "Lamp"],
      [4, "2", "Desk"],
      [6, "3", "Cup"],
    ]);
    expect(rejects).toMatchObject([{ reason: "the header once more", rows: 1, examples: [{ line: 3 }] }]);
    const lines = await json('\ufeff{"id":1}\n\ufeff{"id":2}\n', ["id"], "a.ndjson");
    expect(lines.rows).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
  });

  test.each([
    [gzipSync("id,title\n"), "is compressed: let its name end in .gz"],
    ["PK\u0003\u0004\u0000", "is a zip file or a spreadsheet"],
    ["PAR1\u0000", "is a Parquet file"],
  ])("is none where it is something else: %#", async (content, message) => {
    expect((await failure(csv(content))).message).toContain(`a.csv ${message}`);
  });

  test("loses to a stray quote the row that has it, and no other", async () => {
    const lines = Array.from({ length: 1000 }, (_, at) =>
      at === 100 || at === 900 ? `p${at},"24 inch,9` : `p${at},Lamp,9`,
    );
    const { rows, rejects } = await csv(`id,title,price\n${lines.join("\n")}\n`);
    expect(rows).toHaveLength(998);
    expect(rejects).toEqual([
      {
        reason: "a quote that is not closed, or has text after it",
        rows: 2,
        examples: [
          { line: 102, raw: 'p100,"24 inch,9' },
          { line: 902, raw: 'p900,"24 inch,9' },
        ],
      },
    ]);
  });

  test("loses no rows where two stray quotes look like one value", async () => {
    const { rows, rejects } = await csv('id,title,price\n1,"Lamp,9\n2,Desk,8\n3,Cup",7\n4,"two\nlines",6\n');
    expect(rows.map(([, id]) => id)).toEqual(["2", "3", "4"]);
    expect(rejects.map(({ rows }) => rows)).toEqual([1]);
  });

  test("is separated by what its header is, after blank lines, too", async () => {
    const { rows, delimiter } = await csv("\ufeff\r\n \t\nid;title\n1;Coat\n");
    expect([delimiter, rows]).toEqual([";", [[4, "1", "Coat"]]]);
  });

  test("is not separated by what stands in the quotes of a name", async () => {
    const { rows, delimiter } = await csv('id;"size: s, m, l, xl";title\n1;m;Coat\n');
    expect([delimiter, rows]).toEqual([";", [[2, "1", "m", "Coat"]]]);
  });

  test("is read without quotes where the mapping says so", async () => {
    const { rows } = await csv('id\ttitle\n1\t"24 inch\n2\t5"\n', { delimiter: "\t", quote: "" });
    expect(rows).toEqual([
      [2, "1", '"24 inch'],
      [3, "2", '5"'],
    ]);
  });

  test.each([";", "\t", "|", ","])("separated by %j needs no explanation", async (separator) => {
    const { rows, delimiter } = await csv(`id${separator}title${separator}x\n1${separator}a${separator}b\n`);
    expect(delimiter).toBe(separator);
    expect(rows).toEqual([[2, "1", "a", "b"]]);
  });

  test("is read whole wherever its blocks end", async () => {
    const title = "ä".repeat(50_000);
    const lines = Array.from({ length: 60 }, (_, at) => `${at},"${title}\n${at}"`);
    const { rows, rejects } = await csv(`id,title\n${lines.join("\r\n")}`);
    expect(rejects).toEqual([]);
    expect(rows.map(([line, id, text]) => [line, id, (text as string).length])).toEqual(
      lines.map((_, at) => [2 + 2 * at, String(at), 50_001 + String(at).length]),
    );
  });

  test("may not have rows that are too long, zero bytes, or carriage returns inside", async () => {
    const long = "ä".repeat(1_200_000);
    const { rows, rejects } = await csv(
      `id,title\n1,${long}\n2,a\u0000b\n3,a\rb\n4,Lamp\n${"x".repeat(2000)}\n`,
    );
    expect(rows.map(([, id]) => id)).toEqual(["4"]);
    expect(rejects.map(({ reason, rows }) => [reason, rows])).toEqual([
      ["longer than 1 MiB", 1],
      ["a zero byte", 1],
      ["a carriage return inside the row", 1],
      ["fewer values than the 2 of the header", 1],
    ]);
  });

  test("in which a name occurs twice says so when it is asked for", async () => {
    expect((await failure(csv("id,id\n1,2\n"))).message).toContain("a.csv has several columns id");
  });

  test("may tell Excel its separator first", async () => {
    const { rows, delimiter } = await csv("\uFEFFsep=|\r\nid|title\r\n1|a,b;c\r\n");
    expect([delimiter, rows]).toEqual(["|", [[3, "1", "a,b;c"]]]);
  });

  test("with blank lines alone is empty", async () => {
    expect(await failure(csv("\n\n"))).toMatchObject({ code: "empty" });
  });
});

describe("a text file", () => {
  const TEXT = "id,title\n1,Café €\n2,Käse\n";

  test.each([
    ["utf-16", "utf-16le", Buffer.from(TEXT, "utf16le")],
    [undefined, "utf-16le", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    [undefined, "utf-16be", Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16()],
    ["latin1", "latin1", Buffer.from(TEXT.replace("€", "\u0080"), "latin1")],
    ["windows-1252", "windows-1252", Buffer.from(TEXT.replace("€", "\u0080"), "latin1")],
    [undefined, "utf-8", Buffer.from(`\uFEFF${TEXT}`)],
    ["latin1", "utf-8", Buffer.from(`\uFEFF${TEXT}`)],
  ] as const)("said to be %p and being %s is read as meant", async (said, is, bytes) => {
    const { rows, encoding } = await csv(bytes, said === undefined ? {} : { encoding: said });
    expect(encoding).toBe(is);
    expect(rows).toEqual([
      [2, "1", "Café €"],
      [3, "2", "Käse"],
    ]);
  });

  test("that is not UTF-8 is refused with the line and the byte", async () => {
    const latin1 = Buffer.from("id,title\n1,ä\n2,Stra\u00dfe\n", "latin1");
    const mixed = Buffer.concat([Buffer.from("id,title\n1,ä\n"), latin1.subarray(-9)]);
    expect((await failure(csv(latin1))).message).toContain("a.csv is not UTF-8: line 2, byte 3 is 0xE4");
    expect((await failure(csv(mixed))).message).toContain("a.csv is not UTF-8: line 3, byte 7 is 0xDF");
    expect((await failure(csv(gzipSync(mixed), {}, "a.csv.gz"))).message).toContain("line 3, byte 7 is 0xDF");
    expect((await failure(csv(Buffer.from([105, 100, 10, 0xe2, 0x82])))).message).toContain(
      "line 2, byte 1 is 0xE2",
    );
  });

  test("of zero bytes is taken for UTF-16, and said to be", async () => {
    expect((await failure(csv(Buffer.from(TEXT, "utf16le")))).message).toContain('say "encoding": "utf-16"');
  });

  test("of odd length is no UTF-16", async () => {
    expect((await failure(csv(Buffer.from(TEXT, "latin1"), { encoding: "utf-16" }))).message).toContain(
      "is not utf-16le",
    );
  });
});

describe("a JSON file", () => {
  const PRETTY = '[\n {"id": 1,\n  "tags": ["a]", "\\"}"]},\n\n {"id": "two"}\n]\n';

  test("is an array of objects, each with the line that it began on", async () => {
    expect((await json(PRETTY, ["id", "tags"])).rows).toEqual([
      [2, "1", '["a]","\\"}"]'],
      [5, "two", null],
    ]);
  });

  test("or objects one after the other, one on each line or not", async () => {
    expect((await json('{"id":1}\n{"id":2}\n', ["id"])).rows).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
    expect((await json('{\n"id":1}\n{"id":2\n}', ["id"])).rows).toEqual([
      [1, "1"],
      [3, "2"],
    ]);
  });

  test("has dots for objects, and keys that have dots of their own", async () => {
    expect((await json('[{"user": {"id": 7}, "a.b": 1}, {"user.id": 8}]', ["user.id", "a.b"])).rows).toEqual([
      [1, "7", "1"],
      [1, "8", null],
    ]);
  });

  test("has a row for each element of a list", async () => {
    const orders = '{"id":"A","items":[{"sku":"x","n":1},{"sku":"y"}]}\n{"id":"B","items":[]}\n';
    expect((await json(orders, ["id", "items[].sku", "items[].n"])).rows).toEqual([
      [1, "A", "x", "1"],
      [1, "A", "y", null],
      [2, "B", null, null],
    ]);
    expect((await json('{"id":"A","tags":["x","y"]}\n', ["tags[]"])).rows).toEqual([
      [1, "x"],
      [1, "y"],
    ]);
    expect((await failure(json("{}", ["a[].x", "b[].y"]))).message).toContain("not of a and of b");
  });

  test.each([
    ['[{"id":1}', "ends in the middle of its JSON"],
    ['[{"id":1}, {"id":', "ends in the middle of its JSON"],
    ["id,title\n1,Lamp\n", 'line 1 has "id,title\\n1,Lamp\\n" where an object should begin'],
    ['[{"id":1}, 5]', 'line 1 has "5]" where an object should begin'],
  ])("is not %j", async (content, message) => {
    expect((await failure(json(content, ["id"]))).message).toContain(message);
  });

  test("may have long objects, up to 16 MiB", async () => {
    const long = "x".repeat(5_000_000);
    const { rows, rejects } = await json(
      `{"id":"${long}"}\n{"id":"${"x".repeat(17_000_000)}"}\n{"id":3}\n`,
      ["id"],
      "a.ndjson",
    );
    expect(rows.map(([line, id]) => [line, String(id).length])).toEqual([
      [1, 5_000_000],
      [3, 1],
    ]);
    expect(rejects.map(({ reason }) => reason)).toEqual(["longer than 16 MiB"]);
  });

  test("loses the lines of NDJSON that are no objects", async () => {
    const content = `{"id":1}\n[]\n{"id":\n"x"\n{"id":"\u0007"}\n{"id":2}\n`;
    const found = await json(content, ["id"], "a.ndjson");
    expect(found.rows.filter(([, id]) => id !== null)).toEqual([
      [1, "1"],
      [6, "2"],
    ]);
    expect(found.rejects).toEqual([
      { reason: "not a JSON object", rows: 1, examples: [{ line: 5, raw: '{"id":" "}' }] },
    ]);
  });
});

test("a file that is a folder, empty, missing or half a gzip file is named", async () => {
  await inScratch("a.csv", "", async (path, scratch) => {
    const open = (at: string) => openCsv(at, { quote: '"' }, { scratch });
    expect((await failure(open(path))).message).toContain("a.csv is empty");
    expect((await failure(open(scratch))).message).toContain(`${basename(scratch)} is not a regular file`);
    expect((await failure(open(`${path}x`))).message).toContain("is it there?");
  });
  const half = gzipSync("id,title\n1,Lamp\n".repeat(1000)).subarray(0, 60);
  expect((await failure(csv(half, {}, "a.csv.gz"))).message).toContain("a.csv.gz is not a whole gzip file");
});
