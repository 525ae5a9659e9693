// What `main.ts` watches: one command, in a process of its own.
import { COMMANDS, stdio } from "./commands.ts";

// Nobody waits for this work any more when the watching process was killed.
process.on("disconnect", () => process.exit(1));

const [name = "", ...rest] = process.argv.slice(2);
const run = await COMMANDS[name]!.load();
process.exit(await run(rest, stdio));
