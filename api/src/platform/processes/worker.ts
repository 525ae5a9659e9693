// One of several processes on a port: does what its supervisor says, and ends with it.
import type { Service } from "../service.ts";
import type { Connections } from "./connections.ts";
import type { ToProcess, ToSupervisor } from "./messages.ts";

/** Says which process this is; the supervisor sets it. */
export const PLACE_VARIABLE = "API_PROCESS";

const LOAD_MS = 1000;
/** A key's burst may be as many times larger as there are processes for this long. */
const USES_MS = 100;
/** What may come after the requests that are cut off: closing the store. */
const CLOSING_MS = 2000;

/** The number of this process among those of its supervisor; undefined when it has none. */
export function placeOf(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const place = environment[PLACE_VARIABLE];
  return place === undefined || process.send === undefined ? undefined : Number(place);
}

/** Tells the supervisor that the service listens, and from then on what it wants to know. */
export function serveWithOthers(service: Service, connections: Connections, stopDeadlineMs: number): void {
  const tell = (message: ToSupervisor) => {
    if (process.connected) process.send!(message);
  };
  const report = async (question: number) => {
    tell({ kind: "report", question, report: await service.report() });
  };
  process.on("message", (message: ToProcess) => {
    if (message.kind === "report") void report(message.question);
    else if (message.kind === "uses") service.keyring.usedElsewhere(message.uses);
    else connections.close(message.connections);
  });

  const end = () => {
    setTimeout(() => process.exit(1), stopDeadlineMs + CLOSING_MS);
    void service.stop().then(() => process.exit(0));
  };
  process.on("disconnect", end);
  // It may have gone before anybody listened.
  if (!process.connected) end();

  setInterval(() => tell({ kind: "load", load: connections.load() }), LOAD_MS);
  setInterval(() => {
    const uses = service.keyring.usesSince();
    if (uses.length > 0) tell({ kind: "uses", uses });
  }, USES_MS);
  tell({ kind: "listens" });
}
