// The front page and the "For you" row: escaping, personalisation, and what happens while the API cannot answer.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { cardsIn, visitShop } from "../../test/visit.ts";

const ATTACK = "<img src=x onerror=alert(1)>";
const HOSTILE = [
  { itemId: "1", title: ATTACK, brand: ATTACK, categories: [ATTACK], attributes: [ATTACK] },
  { itemId: `2"><script>alert(1)</script>`, title: `"><hx-partial hx-target="body">` },
];

describe("hostile names in the catalogue", () => {
  test.each([
    "/",
    "/product/1",
    "/search?q=img",
    `/search?category=${encodeURIComponent(ATTACK)}`,
    "/customers",
    `/customers/${encodeURIComponent(ATTACK)}`,
  ])("are only text on %s", async (path) => {
    await using visit = await visitShop(HOSTILE, [`c"><script>alert(1)</script>`, ATTACK]);
    for (const { text } of [await visit.page(path), await visit.part(path)]) {
      expect(text).not.toContain("<img src=x");
      expect(text).not.toContain("<script>");
      expect(text).not.toContain("<hx-");
    }
    expect((await visit.page("/")).text).toContain("&lt;img src=x onerror=alert(1)&gt;");
  });

  test("are only text in the name of who is shopping", async () => {
    await using visit = await visitShop(HOSTILE);
    await visit.submit("/customer", { customerId: ATTACK });
    const { text } = await visit.page("/");
    expect(text).not.toContain("<img src=x");
    const history = await visit.page(`/customers/${encodeURIComponent(ATTACK)}`);
    expect(history.text).not.toContain("<img src=x");
    expect(history.text).toContain("Customer &lt;img src=x onerror=alert(1)&gt;");
  });
});

describe("the For you row", () => {
  test("shows a stranger what is popular, and to who wants to know its model, strategy and request", async () => {
    await using visit = await visitShop(catalogue(24));
    expect((await visit.page("/")).text).not.toContain("strategy");
    await visit.submit("/inside", { on: "1", back: "/" });
    const { status, text } = await visit.page("/");
    expect(status).toBe(200);
    expect(cardsIn(text, "for-you")).toEqual(["item-0", "item-1", "item-2", "item-3", "item-4", "item-5"]);
    expect(text).toContain("model <b>1</b> · stable · popular");
    expect(text).toContain(`curl -s ${visit.api.url}/v1/recommendations`);
    expect(text).not.toContain("authorization");
    expect(visit.api.questions.at(-1)).toMatchObject({ session: [], diversity: 0.3 });
    expect(text).toContain('name="diversity" min="0" max="1" step="0.1" value="0.3"');
    await visit.page("/?diversity=0");
    expect(visit.api.questions.at(-1)).toMatchObject({ diversity: 0 });
  });

  test("shows a customer's picks with whole reasons, and the scores to who wants to know", async () => {
    await using visit = await visitShop(catalogue(24), ["c1"]);
    await visit.submit("/customer", { customerId: "c1" });
    expect((await visit.page("/")).text).not.toContain("Shoppers like you");
    await visit.submit("/inside", { on: "1", back: "/" });
    const { text } = await visit.page("/");
    expect(visit.api.questions.at(-1)).toMatchObject({ customerId: "c1" });
    expect(visit.api.questions.at(-1)).not.toHaveProperty("diversity");
    expect(text).toMatch(
      /<b>view<\/b> Walnut Serving Board <span class="weight">weight 0\.400<\/span><span class="led"> led to 6 picks/,
    );
    expect(text).toContain("You might also like it because you looked at “Walnut Serving Board”");
    expect(text).toContain('<span>Shoppers like you</span> <span class="number">0.600</span>');
    expect(text).toContain('<span>Alike in kind</span> <span class="number">0.200</span>');
    expect(text).toContain('<span>Popular</span> <span class="number">0.100</span>');
  });

  test("is told without weights where the API does not let this service ask for them", async () => {
    await using visit = await visitShop(catalogue(24), ["c1"]);
    visit.api.isOlder = true;
    await visit.submit("/customer", { customerId: "c1" });
    await visit.submit("/inside", { on: "1", back: "/" });
    const { text } = await visit.page("/");
    expect(text).toMatch(/<b>view<\/b> Walnut Serving Board<span class="led"> led to 6 picks/);
    expect(text).not.toContain("weight");
    expect(visit.unexpected).toEqual([]);
  });

  test("marks the picks that were not in it before", async () => {
    await using visit = await visitShop(catalogue(24));
    const { text } = await visit.part("/for-you?shown=item-0&shown=item-1&shown=gone");
    expect(text.match(/class="flag"/g)).toHaveLength(4);
    expect(text).toContain("4 of 6 picks changed just now.");
  });

  test("marks nothing the first time", async () => {
    await using visit = await visitShop(catalogue(24));
    expect((await visit.part("/for-you")).text).not.toContain('class="flag"');
  });

  test("shows products without title, brand or price by their id", async () => {
    await using visit = await visitShop([{ itemId: "B000052XHI" }]);
    const { text } = await visit.page("/");
    expect(text).toContain(`<span class="name">B000052XHI</span>`);
    expect(text).not.toContain("undefined");
  });
});

describe("while the API cannot answer", () => {
  test("the page says so, asks again by itself, and recovers", async () => {
    await using visit = await visitShop(catalogue(24), ["c1"]);
    await visit.submit("/inside", { on: "1", back: "/" });
    visit.api.failWith = 503;
    const { status, text } = await visit.page("/");
    expect(status).toBe(200);
    expect(text).toContain("The first model is still being trained");
    expect(text).toMatch(/id="for-you"[^>]*hx-get="\/for-you" hx-trigger="every 3s"/);
    expect(text).toMatch(/id="trending"[^>]*hx-get="\/trending" hx-trigger="every 3s"/);
    expect(text).toMatch(/class="chooser"[^>]*hx-get="\/chooser\?limit=8" hx-trigger="every 3s"/);
    expect(text).toContain("No model serves right now.");

    visit.api.failWith = undefined;
    expect(cardsIn((await visit.part("/for-you")).text, "for-you")).toHaveLength(6);
    expect(cardsIn((await visit.part("/trending")).text, "trending")).toHaveLength(12);
    expect((await visit.part("/chooser?limit=8")).text).toContain('value="c1"');
    expect(visit.unexpected).toEqual([]);
  });

  test("a stopped API is told apart from one without a model", async () => {
    const visit = await visitShop(catalogue(4));
    await visit.api.stop();
    const { text } = await visit.page("/");
    expect(text).toContain("The API is not answering");
    expect(text).toContain("make demo");
    expect(visit.unexpected).toEqual([]);
  });

  test("the shop itself stays alive", async () => {
    const visit = await visitShop([]);
    await visit.api.stop();
    expect((await visit.page("/health/live")).status).toBe(200);
  });
});
