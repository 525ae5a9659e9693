// docs/metrics.md: what each service tells Prometheus, as the code registers it, in Markdown.

/** As prom-client registers one. */
export interface RegisteredMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** Units that Prometheus' names end with: https://prometheus.io/docs/practices/naming/#base-units */
const UNITS = [
  ["_seconds", "seconds"],
  ["_bytes", "bytes"],
  ["_ratio", "0 to 1"],
  ["_info", "1"],
  ["_revenue", "the shop's currency"],
] as const;

/** Of a name without `_total`; undefined for a plain number. */
const unitOf = (name: string): string | undefined =>
  UNITS.find(([ending]) => name.replace(/_total$/, "").endsWith(ending))?.[1];

/** What of a metric is not as Prometheus' conventions ask; empty when all is. */
export function namingFaults({ name, type, help, labelNames }: RegisteredMetric): string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9_]*$/.test(name)) faults.push(`${name}: lower case and underscores`);
  if ((type === "counter") !== name.endsWith("_total"))
    faults.push(`${name}: counters, and only they, end in _total`);
  if (/_(?:milliseconds|ms|minutes|hours|kilobytes|percent)(?:_|$)/.test(name))
    faults.push(`${name}: seconds, bytes and shares`);
  if (/_(?:bucket|sum|count)$/.test(name)) faults.push(`${name}: ends as what a histogram is made of`);
  if (!/[.]$/.test(help)) faults.push(`${name}: its help is no sentence`);
  for (const label of labelNames)
    if (label === "le" || label.endsWith("_id") || label.endsWith("Id"))
      faults.push(`${name}: its label ${label}`);
  return faults;
}

export type Rows = readonly (readonly string[])[];

/** A table of the metrics, by name. `questions` has what each one answers; throws for a metric without one and the other way round. */
export function metricsTable(
  metrics: readonly RegisteredMetric[],
  questions: Readonly<Record<string, string>>,
): Rows {
  const names = new Set(metrics.map(({ name }) => name));
  const missing = [...names].filter((name) => questions[name] === undefined);
  const gone = Object.keys(questions).filter((name) => !names.has(name));
  if (missing.length > 0) throw new Error(`no question is known for ${missing.join(", ")}`);
  if (gone.length > 0) throw new Error(`nothing is registered as ${gone.join(", ")}`);
  const rows = metrics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, help, labelNames }) => [
      `\`${name}\``,
      type,
      labelNames.map((label) => `\`${label}\``).join(", ") || "–",
      unitOf(name) ?? "number",
      help,
      questions[name]!,
    ]);
  return [["Name", "Type", "Labels", "Unit", "What it is", "What it answers"], ...rows];
}

/** Where a section begins and ends in the page. Throws when it has no marks. */
function placeOf(page: string, section: string): readonly [from: number, to: number] {
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no section ${section}`);
  return [from + begin.length, to];
}

/** The table of a section, however it is laid out. */
export function tableIn(page: string, section: string): Rows {
  const lines = page
    .slice(...placeOf(page, section))
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^[|\s:-]*$/.test(line));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The page with this table in a section. */
export function withTable(page: string, section: string, [head = [], ...rows]: Rows): string {
  const [from, to] = placeOf(page, section);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${page.slice(0, from)}\n\n${lines.join("\n")}\n\n${page.slice(to)}`;
}
