// The rules as an operator reads and changes them, with forms alone.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../../test/catalogue.ts";
import { type Visit, visitShop } from "../../../test/visit.ts";
import { ruleId } from "./changes.ts";

const visitConsole = () => visitShop(catalogue(24), ["c1"], { consoleHosts: ["localhost"] });

const verdictIn = (html: string): string =>
  (/<p class="verdict[^>]*>(.*?)<\/p>/.exec(html)?.[1] ?? "").replaceAll(/<[^>]*>/g, "").trim();

const PATH = "/console/rules";
const save = (visit: Visit, fields: Record<string, string | string[]>) =>
  visit.submit(`${PATH}/edit`, { id: "", version: "0", action: "save", ...fields });

describe("the list of rules", () => {
  test("says that there are none", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page(PATH);
    expect(verdictIn(text)).toBe("All is well. There are no rules: every list is as the model makes it.");
  });

  test("says in plain words what each does, where and until when, and who saved it", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save(
      [
        {
          name: "Running <week>",
          placements: ["web-for-you"],
          to: "2999-12-05T00:00:00.000Z",
          boost: [{ brands: ["Kestrel"], factor: 1.5 }],
        },
      ],
      "anna",
      "as agreed & signed",
    );
    const { text } = await visit.page(PATH);
    expect(verdictIn(text)).toBe("All is well. 1 rule, 1 in force now.");
    for (const words of [
      "Running &lt;week&gt;",
      "Boosts Kestrel ×1.5",
      "In the home page’s row “For you”, until 5 December 2999",
      "anna",
      "as agreed &amp; signed",
    ])
      expect(text).toContain(words);
  });

  test("names what does nothing and what is over, as something to do", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ minStock: 2 }, { pin: ["x"], to: "2020-01-01T00:00:00.000Z" }], "anna");
    const over = await visit.page(PATH);
    expect(verdictIn(over.text)).toStartWith("Look here. 2 rules, 1 in force now. 1 over:");
    visit.api.rules.warnings = ["rules.1: the catalogue does not have x"];
    const unknown = await visit.page(PATH);
    expect(verdictIn(unknown.text)).toContain("Rule 2: the catalogue does not have x");
  });
});

describe("a rule", () => {
  const FIELDS = {
    name: "Black Friday",
    kind: ["personal", "trending"],
    labels: "app-home\r\n\r\napp-home",
    from: "2026-11-27T00:00",
    to: "2026-11-28T00:00:30",
    boostFactor: ["1,5", ""],
    boostCategories: ["Running\nReading", ""],
    boostBrands: ["", ""],
    boostItems: ["", ""],
    pin: "item-3\nitem-1",
    hideBrands: "Fernhill",
    hideAttributes: "colour:red",
    minStock: "3",
    diversity: "0.2",
    note: " As agreed ",
  };
  const RULE = {
    name: "Black Friday",
    placements: ["personal", "trending", "app-home"],
    from: new Date("2026-11-27T00:00").toISOString(),
    to: new Date("2026-11-28T00:00:30").toISOString(),
    boost: [{ categories: ["Running", "Reading"], factor: 1.5 }],
    pin: ["item-3", "item-1"],
    none: [{ brand: "Fernhill" }, { attribute: "colour:red" }],
    minStock: 3,
    diversity: 0.2,
  };

  test("is saved as the form says it, with why, and the list says so", async () => {
    await using visit = await visitConsole();
    const { status, headers } = await save(visit, FIELDS);
    expect([status, headers.get("location")]).toEqual([303, `${PATH}?done=1`]);
    expect(visit.api.rules.versions).toMatchObject([{ rules: [RULE], note: "As agreed" }]);
    expect(verdictIn((await visit.page(`${PATH}?done=1`)).text)).toContain("Saved as version 1.");
  });

  test("comes back whole from its own form, and leaves its neighbours alone", async () => {
    await using visit = await visitConsole();
    const others = [{ minStock: 1 }, { pin: ["item-9"] }];
    visit.api.rules.save([others[0]!, RULE, others[1]!], "anna");
    const { text } = await visit.page(`${PATH}/edit?rule=${ruleId(RULE)}`);
    const sent = await fieldsOf(text);
    const { status } = await visit.submit(`${PATH}/edit`, { ...sent, action: "save" });
    expect(status).toBe(303);
    expect(visit.api.rules.versions.at(-1)?.rules).toEqual([others[0]!, RULE, others[1]!]);
  });

  test("is tried on a list before it is saved", async () => {
    await using visit = await visitConsole();
    const fields = { pin: "item-5", tryCustomer: "c1", labels: "app-home", tryAt: "2026-12-24T08:00" };
    const { status, text } = await save(visit, { ...fields, action: "try" });
    expect(status).toBe(200);
    expect(verdictIn(text)).toStartWith("Nothing is saved yet.");
    expect(text).toContain("The order of the list changes");
    expect(visit.api.rules.versions).toEqual([]);
    expect(visit.api.rules.tried).toMatchObject([
      {
        rules: [{ pin: ["item-5"] }],
        question: { list: "personal", customerId: "c1", placement: "app-home", includeItems: true },
        at: new Date("2026-12-24T08:00").toISOString(),
      },
    ]);
    expect(text).toContain(">item-5</textarea>");
  });

  test.each([
    [{ boostFactor: "many", boostCategories: "Running" }, "The factor of boost 1 is “many”"],
    [{ boostFactor: "", boostBrands: "Tempo" }, "Boost 1 needs a factor"],
    [{ boostFactor: "2" }, "Boost 1 needs a category, a brand or a product"],
    [{ minStock: "1e999" }, "The minimum stock is “1e999”"],
    [{ pin: "x", from: "2026-02-30T00:00" }, "“From” is “2026-02-30T00:00”"],
    [{ pin: "x", to: "soon" }, "“Until” is “soon”"],
    [{ diversity: "7" }, "Diversity: Expected at most 1."],
    [{ pin: "x", action: "try", tryList: "similar" }, "name a product"],
    [{ pin: "x", action: "try", tryAt: "then" }, "The time to try it at is “then”"],
  ])("that cannot be used is not saved, and the form keeps what was typed: %j", async (fields, why) => {
    await using visit = await visitConsole();
    const { status, text } = await save(visit, { name: "Kept <text>", ...fields });
    expect([status, verdictIn(text)]).toEqual([400, expect.stringContaining(why)]);
    expect(text).toContain('value="Kept &lt;text&gt;"');
    expect([visit.api.rules.versions, visit.unexpected]).toEqual([[], []]);
  });

  test("is not saved over what somebody else saved meanwhile; the next save goes on top of that", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ minStock: 2 }], "anna");
    const fields = { pin: "item-1" };
    const { status, text } = await save(visit, fields);
    expect([status, verdictIn(text)]).toEqual([
      409,
      "Not done. Meanwhile anna saved version 1. Yours is below; save again to put it on top of theirs.",
    ]);
    const again = await visit.submit(`${PATH}/edit`, { ...(await fieldsOf(text)), action: "save" });
    expect(again.status).toBe(303);
    expect(visit.api.rules.versions.at(-1)?.rules).toEqual([{ minStock: 2 }, { pin: ["item-1"] }]);
  });

  test("that somebody else removed meanwhile is added anew only when it is saved again", async () => {
    await using visit = await visitConsole();
    const mine = { pin: ["item-1"] };
    visit.api.rules.save([mine], "anna");
    visit.api.rules.save([], "bo");
    const { text } = await save(visit, { id: ruleId(mine), version: "1", pin: "item-2" });
    expect(verdictIn(text)).toContain("They changed or removed the rule that you changed");
    const sent = await fieldsOf(text);
    expect([sent["id"], sent["version"]]).toEqual([[""], ["2"]]);
  });

  test("is removed after a question, and an earlier version brings it back", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ name: "Mine", minStock: 2 }], "anna");
    const id = ruleId({ name: "Mine", minStock: 2 });
    const question = await visit.page(`${PATH}/remove?rule=${id}`);
    expect(question.text).toContain("Hides what has fewer than 2 in stock");
    expect(visit.api.rules.versions).toHaveLength(1);
    await visit.submit(`${PATH}/remove`, await fieldsOf(question.text));
    expect(visit.api.rules.versions.at(-1)).toMatchObject({ rules: [], note: "Removed: Mine" });
    const old = await visit.page(`${PATH}/versions/1`);
    const { status } = await visit.submit(`${PATH}/versions/1`, await fieldsOf(old.text));
    expect(status).toBe(303);
    expect(visit.api.rules.versions.at(-1)).toMatchObject({ count: 1, note: "Back to version 1" });
  });

  test("and a version that somebody replaced meanwhile are left alone", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ minStock: 2 }], "anna");
    visit.api.rules.save([{ minStock: 2 }], "bo");
    const id = ruleId({ minStock: 2 });
    const stale = [
      await visit.submit(`${PATH}/remove`, { id, version: "1" }),
      await visit.submit(`${PATH}/versions/1`, { version: "1" }),
    ];
    for (const { status, text } of stale)
      expect([status, verdictIn(text)]).toEqual([409, expect.stringContaining("bo saved version 2")]);
    expect(visit.api.rules.versions).toHaveLength(2);
  });

  test.each(["0", "-1", "1.5", "x", "9999999999"])("has no version %s", async (version) => {
    await using visit = await visitConsole();
    expect((await visit.page(`${PATH}/versions/${version}`)).status).toBe(400);
    expect(visit.api.asked).toBe(0);
  });

  test.each(["edit?rule=0000", "remove?rule=0000", "versions/7"])(
    "that is not there any more is told so: %s",
    async (path) => {
      await using visit = await visitConsole();
      const { status, text } = await visit.page(`${PATH}/${path}`);
      expect([status, verdictIn(text)]).toEqual([404, expect.stringMatching(/^Not done\. The/)]);
    },
  );

  test("with more than a form can hold says where to change it", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ excludeItemIds: Array.from({ length: 4_000 }, (_, at) => `p-${at}`) }], "anna");
    const { text } = await visit.page(PATH);
    expect(text).toContain("Leaves out p-0, p-1, p-2, p-3, p-4, p-5 and 3994 more");
    expect(text).toContain("Too large for a form: change it with PUT /v1/rules.");
  });
});

/** The fields of the page's form as a browser would send them, without its buttons. */
async function fieldsOf(html: string): Promise<Record<string, string | string[]>> {
  const fields = new Map<string, string[]>();
  const add = (name: string | null, value: string) => {
    if (name !== null) fields.set(name, [...(fields.get(name) ?? []), value]);
  };
  let area: { name: string; value: string } | undefined;
  let list: string | null = null;
  await new HTMLRewriter()
    .on("form input", {
      element(input) {
        const isOff = input.getAttribute("type") === "checkbox" && input.getAttribute("checked") === null;
        if (!isOff) add(input.getAttribute("name"), input.getAttribute("value") ?? "");
      },
    })
    .on("form select", {
      element(select) {
        list = select.getAttribute("name");
      },
    })
    .on("form option", {
      element(option) {
        if (option.getAttribute("selected") !== null) add(list, option.getAttribute("value") ?? "");
      },
    })
    .on("form textarea", {
      element(textarea) {
        const started = { name: textarea.getAttribute("name") ?? "", value: "" };
        area = started;
        textarea.onEndTag(() => add(started.name, started.value));
      },
      text({ text }) {
        if (area !== undefined) area.value += text;
      },
    })
    .transform(new Response(html))
    .text();
  return Object.fromEntries(fields);
}
