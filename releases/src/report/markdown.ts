// A report in Markdown, for pull requests and for whoever forwards it.
import type { Report } from "./report.ts";
import {
  bounds,
  checkValue,
  comparison,
  duration,
  modelWords,
  moment,
  points,
  revertWords,
  shortCommit,
  taskWords,
} from "./words.ts";

/** `address`: the report's page, as people reach it. */
export function markdownOf(report: Report, address: string | undefined): string {
  const { gate, clickThrough } = report;
  const blocks: (string | undefined)[] = [
    `# Release ${report.id} in ${report.environment}: ${escape(report.title)}`,
    `Verdict: ${report.verdict}`,
    report.reason === undefined ? undefined : `Reason: ${escape(report.reason)}`,
    report.undone === undefined ? undefined : `Taken back later: ${escape(report.undone)}`,
    `Began ${moment(report.startedAt)}, ${report.endedAt === undefined ? "runs for" : "took"} ${duration(report.seconds)}; weights ${report.weights.join(", ") || "none"}.`,
    table(
      ["", "before", "released"],
      [
        ["image", plain(report.from.image), plain(report.to.image)],
        ["model", plain(modelWords(report.from)), plain(modelWords(report.to))],
      ],
    ),
    list("Commits", [
      ...report.commits.map(
        ({ commit, subject, author }) => `${shortCommit(commit)} ${escape(subject)} (${escape(author)})`,
      ),
      ...(report.commits.length === 0 && report.commit !== undefined ? [shortCommit(report.commit)] : []),
    ]),
    gate === undefined
      ? undefined
      : `## Offline gate\n\n${escape(gate.reason)}${gate.challenger === undefined || gate.champion === undefined ? "" : `\n\nNDCG@10 ${gate.challenger.toFixed(4)} against ${gate.champion.toFixed(4)}, mode ${escape(gate.mode)}.`}`,
    `## Canary beside primary\n\n${table(["", "canary", "primary"], comparison(report))}`,
    clickThrough === undefined
      ? undefined
      : `Click-through differs by ${points(clickThrough.canary - clickThrough.primary)}; what was seen is ${clickThrough.evidence.toPrecision(2)} times as likely when the two differ as when they do not.`,
    report.checks.length === 0
      ? undefined
      : `## Checks\n\n${table(
          ["check", "must be", "measured, in order"],
          report.checks.map((check) => [
            plain(check.name),
            bounds(check),
            changes(check.values.map(({ value }) => checkValue(check.name, value))).join(", ") || "nothing",
          ]),
        )}`,
    report.timeline.length === 0
      ? undefined
      : `## Timeline\n\n${table(
          ["after", "who", "what"],
          report.timeline.map(({ seconds, by, message }) => [`${seconds.toFixed(0)} s`, by, escape(message)]),
        )}`,
    list("What the desk did", [
      ...report.tasks.map(({ kind, isDone, error }) =>
        isDone ? taskWords(kind) : `not yet: ${kind}${error === undefined ? "" : ` (${escape(error)})`}`,
      ),
      ...(revertWords(report) === undefined ? [] : [`revert: ${revertWords(report)}`]),
      ...(report.pullRequest === undefined ? [] : [report.pullRequest]),
    ]),
    address,
  ];
  return `${blocks.filter((block) => block !== undefined).join("\n\n")}\n`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const list = (title: string, items: readonly string[]): string | undefined =>
  items.length === 0 ? undefined : `## ${title}\n\n${items.map((item) => `- ${item}`).join("\n")}`;

const changes = (values: readonly string[]): readonly string[] =>
  values.filter((value, at) => value !== values[at - 1]);

/** As a cell of a table, which scripts/promotable reads: names have none of what is left out. */
const plain = (name: string): string => name.replaceAll(/[\s\\|<>`]+/g, " ").trim();

/** Texts from outside stay text, on one line. */
const escape = (text: string): string =>
  text.replaceAll(/\s+/g, " ").replaceAll(/[\\|<>`*_[\]#]/g, String.raw`\$&`);
