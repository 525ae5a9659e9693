// What `--help` says.
import { duration } from "../report/words.ts";
import { type ScenarioName, SCENARIOS, type Settings, takes } from "../scenario/scenarios.ts";
import { SWITCHES, VALUES } from "./names.ts";

export const HELP = `Puts load on the API with oha, judges how it held, and writes a report to $AISLE_HOME/loadtest/.

  make loadtest TARGET=http://127.0.0.1:3000 SCENARIO=mixed DURATION=1m
  bun loadtest/src/main.ts [options]

Scenarios, with what they take unless told otherwise:

${Object.entries(SCENARIOS)
  .map(
    ([name, { about, defaults }]) =>
      `  ${name.padEnd(13)} ${about}\n${" ".repeat(16)}${defaultsText(name as ScenarioName, defaults)}`,
  )
  .join("\n")}

Options, each also as a variable:

${Object.entries(VALUES)
  .map(([name, { env, value, help }]) => optionText(`--${name} ${value}`, env, help))
  .join("\n")}
${Object.entries(SWITCHES)
  .map(([name, { env, help }]) => optionText(`--${name}`, `${env}=1`, help))
  .join("\n")}
${optionText("--help", "", "this text")}

API_KEY is the key to ask with; it needs the scopes recommend, catalogue and admin, and events where these are sent.

mixed and soak write events into the target's store. They are of customers called loadtest-…, who are erased when the
load test ends, so that no model learns from them; with --keep-events they stay until the next load test. Every list
that is asked for counts as shown to a customer in the metrics of the model that answers.

It ends with 0 when all thresholds hold, with 1 when one does not, with 2 when there was no measurement, and with 130
when it was interrupted; then nothing is kept.`;

function defaultsText(name: ScenarioName, { seconds, connections, rate, peak }: Settings): string {
  const has = (setting: keyof Settings) => takes(name, setting);
  return [
    duration(seconds),
    `${connections} connections`,
    ...(has("rate") ? [`rate ${rate}`] : []),
    ...(has("peak") ? [`peak ${peak}`] : []),
  ].join(", ");
}

function optionText(flag: string, env: string, help: string): string {
  return `  ${flag.padEnd(22)} ${env.padEnd(15)} ${help}`;
}
