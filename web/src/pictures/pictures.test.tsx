// Which picture a product has, and what of it is served.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../test/catalogue.ts";
import { visitShop } from "../../test/visit.ts";
import { DRAWINGS, GENERIC } from "./drawings/index.ts";
import { LOOKS } from "./paint.ts";
import { picturePath, readPicture } from "./picture.ts";

const TAXONOMY = join(import.meta.dir, "../../../trainer/src/shop/taxonomy.ts");
const tent = (more: readonly string[] = []) => ({
  itemId: "t",
  categories: ["Outdoor", "Tents"],
  attributes: ["material:Canvas", ...more],
});

describe("the drawings", () => {
  test("show every kind that the generated shop sells", () => {
    const rows = readFileSync(TAXONOMY, "utf8").matchAll(/^ {2}([A-Z][A-Za-z ]+) \| /gm);
    const kinds = [...rows].map(([, name = ""]) => name.toLowerCase().replaceAll(" ", "-"));
    expect(kinds).toHaveLength(52);
    expect(kinds.filter((kind) => DRAWINGS[kind] === undefined)).toEqual([]);
  });

  test("differ by kind, colour and form, and are small and well-formed in all of them", () => {
    const seen = new Set<string>();
    for (const kind of Object.keys(DRAWINGS))
      for (const colour of ["forest", "white"])
        for (let look = 0; look < LOOKS; look++) {
          const { svg } = readPicture(`${kind}.${colour}.${look}.000000000000.svg`)!;
          expect(svg.length).toBeLessThan(4_000);
          expect(svg).not.toMatch(/undefined|NaN|null/);
          const opened = svg.match(/<[a-z]/g)!.length;
          expect(svg.match(/<\/[a-z]+>|\/>/g)).toHaveLength(opened);
          seen.add(svg);
        }
    expect(seen.size).toBeGreaterThan(Object.keys(DRAWINGS).length * 4);
  });
});

describe("a product's drawing", () => {
  test("is that of its narrowest known category, in its colour and form", () => {
    expect(picturePath(tent(["colour:Forest", "form:Tunnel"]))).toMatch(
      /^\/pictures\/tents\.forest\.1\.[0-9a-f]{12}\.svg$/,
    );
    expect(picturePath(tent())).toStartWith("/pictures/tents.plain.0.");
    expect(picturePath({ itemId: "a" })).not.toBe(picturePath({ itemId: "b" }));
    expect(picturePath({ itemId: "b", categories: ["Bed Linen", "Sale"] })).toStartWith(
      "/pictures/bed-linen.",
    );
  });

  test.each([
    [{ itemId: "x" }],
    [{ itemId: "x", categories: ["constructor", "__proto__", "../../etc"] }],
    [{ itemId: "x", categories: [`"><script>`] }],
  ])("is a neutral one where nobody has drawn the kind: %p", (item) => {
    expect(picturePath(item)).toStartWith(`/pictures/${GENERIC}.plain.`);
  });

  test.each(["colour:constructor", "colour:", "colour:octarine", "form:constructor"])(
    "takes %s for none",
    (attribute) => {
      expect(picturePath(tent([attribute]))).toBe(picturePath(tent()));
    },
  );

  test("is served for good under its own digest, for a while under another, and not modified to who has it", async () => {
    await using visit = await visitShop([]);
    const path = picturePath(tent(["colour:Plum"]));
    const { status, headers, text } = await visit.page(path);
    expect([status, headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(headers.get("cache-control")).toContain("immutable");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toStartWith("<svg ");
    const again = await visit.request(path, { headers: { "if-none-match": headers.get("etag") ?? "" } });
    expect([again.status, again.text]).toEqual([304, ""]);
    const older = await visit.page(path.replace(/[0-9a-f]{12}/, "0".repeat(12)));
    expect([older.status, older.headers.get("cache-control")]).toEqual([200, "public, max-age=300"]);
  });

  test.each([
    "tents.forest.9.000000000000.svg",
    "tents.octarine.0.000000000000.svg",
    "rockets.forest.0.000000000000.svg",
    "constructor.forest.0.000000000000.svg",
    "tents.constructor.0.000000000000.svg",
    "face.240.000000000000.svg",
    "face.00.000000000000.svg",
    "tents.forest.0.svg",
    "..%2f..%2fetc%2fpasswd",
    "tents.forest.0.000000000000.svg%00",
    "x".repeat(5_000),
  ])("is not found under a name that the shop does not write: %.40s", async (file) => {
    await using visit = await visitShop([]);
    expect((await visit.page(`/pictures/${file}`)).status).toBe(404);
    expect(visit.unexpected).toEqual([]);
  });
});

describe("a product's photograph", () => {
  const photo = "https://images.example/lamp.jpg?w=300";

  test("is shown from an origin that the shop allows, without telling it the page", async () => {
    const item = { ...tent(), imageUrl: photo };
    await using visit = await visitShop([item]);
    for (const path of ["/", "/product/t", "/search?q=t"]) {
      const { text, headers } = await visit.page(path);
      const img = /<img class="picture photo"[^>]*>/.exec(text)?.[0];
      for (const part of [`src="${photo}"`, 'width="296"', 'height="296"', 'referrerpolicy="no-referrer"'])
        expect(img).toContain(part);
      expect(img).toContain(`data-drawing="${picturePath(item)}"`);
      expect(headers.get("content-security-policy")).toContain("img-src 'self' https://images.example;");
    }
  });

  test.each([
    "https://elsewhere.example/lamp.jpg",
    "http://images.example/lamp.jpg",
    "https://images.example.evil.example/lamp.jpg",
    "https://images.example@evil.example/lamp.jpg",
    "javascript:alert(1)",
    "not an address",
  ])("from anywhere else gives way to the drawing: %s", async (imageUrl) => {
    await using visit = await visitShop([{ ...tent(), imageUrl }]);
    const { text } = await visit.page("/product/t");
    expect(text).not.toContain(imageUrl);
    expect(text).toContain(`src="${picturePath(tent())}"`);
  });
});

test("a page with all its pictures is small enough for a phone", async () => {
  const kinds = Object.keys(DRAWINGS);
  const items = catalogue(48).map((item, at) => ({ ...item, categories: [kinds[at] ?? GENERIC] }));
  await using visit = await visitShop(items);
  const bytes = async (path: string) => {
    const { headers, body } = await visit.app.handle(
      new Request(`http://localhost${path}`, { headers: { "accept-encoding": "gzip, br" } }),
    );
    const size = (await new Response(body).bytes()).length;
    return size + JSON.stringify([...headers]).length;
  };
  const { text } = await visit.page("/");
  const paths = new Set(text.match(/(?<=(?:src|href)=")\/(?:assets|pictures)\/[^"]+/g));
  let sum = await bytes("/");
  for (const path of paths) sum += await bytes(path);
  expect(paths.size).toBeGreaterThan(20);
  expect(sum).toBeLessThan(60_000);
});
