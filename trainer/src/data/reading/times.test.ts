import { describe, expect, test } from "bun:test";
import { failure } from "../testing.ts";
import { readTexts } from "./testing.ts";

const at = (...parts: [number, number, number, number?, number?, number?, number?]): number =>
  Date.UTC(parts[0], parts[1] - 1, ...(parts.slice(2) as [number]));

describe("a time", () => {
  test("is read in the forms that need no explanation", async () => {
    const forms: [string, number | null][] = [
      ["2026-05-01", at(2026, 5, 1)],
      ["2026-05-01 10:00:00", at(2026, 5, 1, 10)],
      ["2026-05-01T10:00:00.123456789Z", at(2026, 5, 1, 10, 0, 0, 123)],
      ["2026-05-01 10:00:00 +0100", at(2026, 5, 1, 9)],
      ["2026-05-01T10:00:00+01:00", at(2026, 5, 1, 9)],
      ["2026-05-01T10:00:00+02:00[Europe/Berlin]", at(2026, 5, 1, 8)],
      ["2026-05-01 10:00:00 UTC", at(2026, 5, 1, 10)],
      ["2026-05-01 10:00:00.5 CEST", at(2026, 5, 1, 8, 0, 0, 500)],
      ["2026/05/01 10:00", at(2026, 5, 1, 10)],
      ["01.05.2026", at(2026, 5, 1)],
      ["1.5.2026 10:00", at(2026, 5, 1, 10)],
      ["01.05.2026, 10:00:30", at(2026, 5, 1, 10, 0, 30)],
      ["20260501", at(2026, 5, 1)],
      ["20260501T100000", null],
      ["202605011000", at(2026, 5, 1, 10)],
      ["20260501100000", at(2026, 5, 1, 10)],
      ["05/13/2026", at(2026, 5, 13)],
      ["05/13/2026 1:05 PM", at(2026, 5, 13, 13, 5)],
      ["05/13/2026 12:05 am", at(2026, 5, 13, 0, 5)],
      ["Fri, 01 May 2026 10:00:00 +0200", at(2026, 5, 1, 8)],
      ["Fri, 1 May 2026 10:00:00 EST", at(2026, 5, 1, 15)],
      ["01/May/2026:10:00:00 +0200", at(2026, 5, 1, 8)],
      ["May 1, 2026 10:00 AM", at(2026, 5, 1, 10)],
      ["Fri May 01 2026 10:00:00 GMT+0200 (Central European Summer Time)", at(2026, 5, 1, 8)],
      ["1777629600", at(2026, 5, 1, 10)],
      ["1777629600.5", at(2026, 5, 1, 10, 0, 0, 500)],
      ["1777629600123", at(2026, 5, 1, 10, 0, 0, 123)],
      ["1777629600123456", at(2026, 5, 1, 10, 0, 0, 123)],
      ["1777629600123456789", at(2026, 5, 1, 10, 0, 0, 123)],
      ["1.777629600e9", at(2026, 5, 1, 10)],
    ];
    const read = await readTexts(
      "time",
      forms.map(([text]) => text),
    );
    expect(forms.map(([text], place) => [text, read[place]])).toEqual(forms);
  });

  test("is none where it cannot be", async () => {
    const texts = [
      "2026-02-30",
      "2026-13-01",
      "2026-05-01 25:00:00",
      "31.02.2026",
      "01.05.26",
      "soon",
      "infinity",
      "2026-05-01 10:00:00 XYZ",
      "2026-05-01 10:00:00 -2026",
      "2026-05-01 10:00:00+15:00",
      "2026-05-01T10:00:00+01:75",
      "2026-05-01T10:00:00[Europe/Berlin]",
      "2026-05-01 10:00:00 (CET)",
      "2026-05-01 13:00 PM",
      "Fri, 1 Foo 2026",
      "10:00",
      "2026-05",
      "NaN",
      "1e300",
    ];
    const read = await readTexts("time", texts);
    expect(texts.filter((_, place) => read[place] !== null)).toEqual([]);
  });

  test("with a zone leaves the rows after it alone", async () => {
    const noon = "2025-03-01 10:00:00";
    const texts = [
      `${noon} EST`,
      noon,
      `${noon} +0500`,
      noon,
      "Sat, 01 Mar 2025 10:00:00 PST",
      "01.03.2025 10:00",
    ];
    const utc = at(2025, 3, 1, 10);
    const hours = [5, 0, -5, 0, 8, 0].map((later) => utc + later * 3_600_000);
    expect(await readTexts("time", texts)).toEqual(hours);
    const formats = ["%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S"];
    const said = await readTexts("time", [`${noon} EST`, noon, `${noon} UTC`, noon], {
      timestampFormats: formats,
    });
    expect(said).toEqual([utc + 5 * 3_600_000, utc, utc, utc]);
  });

  test("without a zone is in that of the mapping, summer and winter", async () => {
    const berlin = { timezone: "Europe/Berlin" };
    expect(
      await readTexts(
        "time",
        ["2026-05-01 10:00:00", "01.01.2026 10:00", "2026-05-01T10:00:00Z", "1777629600"],
        berlin,
      ),
    ).toEqual([at(2026, 5, 1, 8), at(2026, 1, 1, 9), at(2026, 5, 1, 10), at(2026, 5, 1, 10)]);
    const formats = { ...berlin, timestampFormats: ["%d/%m/%y %H:%M", "%d/%m/%y"] };
    expect(await readTexts("time", ["05/06/26 10:00", "05/01/26", "5 June"], formats)).toEqual([
      at(2026, 6, 5, 8),
      at(2026, 1, 4, 23),
      null,
    ]);
  });

  test("whose day another row tells is read by it", async () => {
    expect(await readTexts("time", ["05/06/2026", "13/05/2026"])).toEqual([at(2026, 6, 5), at(2026, 5, 13)]);
    expect(await readTexts("time", ["05-06-2026", "05-13-2026"])).toEqual([at(2026, 5, 6), at(2026, 5, 13)]);
    expect(await readTexts("time", ["05/05/2026", "3/03/2026"])).toEqual([at(2026, 5, 5), at(2026, 3, 3)]);
  });

  test("whose day nothing tells is refused until the mapping says so", async () => {
    const error = await failure(readTexts("time", ["05/05/2026", "05/06/2026 10:00"]));
    expect(error).toMatchObject({ code: "ambiguous" });
    expect(error.message).toContain(
      'does not tell which number of "05/06/2026 10:00" (line 3) is the day: say "timestampFormat"',
    );
    expect(await failure(readTexts("time", ["05/06/2026", "13/05/2026", "05/13/2026"]))).toMatchObject({
      code: "ambiguous",
    });
  });
});
