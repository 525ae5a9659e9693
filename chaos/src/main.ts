// `make chaos`: does faults to real processes. FAULT=NAME for one; SHORT=1 for seconds each; DURATION of the soak.
import { writeSync } from "node:fs";
import { chaos, EXIT } from "./chaos.ts";

// Not through a stream, which the end of the process would cut off.
const write = (line: string) => void writeSync(1, `${line}\n`);

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => interrupted.abort(new Error(`ended by ${signal}`)));

/** `DURATION` in seconds; 20 minutes unless given. */
function soakSeconds(duration: string): number | undefined {
  if (duration === "") return 20 * 60;
  const { number, unit } = /^(?<number>\d+)(?<unit>[sm]?)$/u.exec(duration)?.groups ?? {};
  return number === undefined || Number(number) < 10 ? undefined : Number(number) * (unit === "m" ? 60 : 1);
}

const { FAULT = "", SHORT = "", DURATION = "" } = process.env;
const seconds = soakSeconds(DURATION);
if (seconds === undefined) {
  write(`DURATION=${DURATION} is no duration of at least 10 seconds. Write it as 120s or 20m.`);
  process.exit(EXIT.unusable);
} else {
  const code = await chaos(FAULT === "" ? undefined : FAULT, {
    isShort: SHORT !== "",
    soakSeconds: SHORT === "" ? seconds : 10,
    write,
    signal: interrupted.signal,
  });
  // Connections to a database that has ended would keep the process.
  process.exit(code);
}
