// A Postgres server for tests: Debian's, in a folder of its own, gone when the test process is.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { SQL } from "bun";

const DEBIAN = "/usr/lib/postgresql";

/** The folder of `initdb` and `postgres`: `POSTGRES_BIN`, Debian's newest, or where `PATH` has them. */
export function findPostgres(): string | undefined {
  const named = process.env["POSTGRES_BIN"];
  if (named !== undefined) return named;
  const versions = readFolder(DEBIAN).filter((name) => /^\d+$/u.test(name));
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest !== undefined) return join(DEBIAN, newest, "bin");
  const initdb = Bun.which("initdb");
  return initdb === null ? undefined : dirname(initdb);
}

export interface PostgresServer {
  /** Its address, without a database. */
  readonly origin: string;
  /** The address of an empty database. */
  takeDatabase(): Promise<string>;
  /** For others to take, emptied: sooner done than a new one. */
  giveBack(url: string): void;
  /** Ends the server at once, as a crash would; its port stays its own. */
  stop: () => Promise<void>;
  /** Starts it again where it was stopped, and waits until it answers. */
  start: () => Promise<void>;
  /** Lets connections be made, and answers nothing, until `thaw`. */
  freeze: () => void;
  thaw: () => void;
  /** Ends it and removes what it stored. The end of this process does the same. */
  remove(): void;
}

/** Starts a new server in `bin`. With `durable` false, a crash of the machine loses what was written. */
export async function startPostgres(bin: string, { durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "aisle-postgres-"));
  const data = join(folder, "data");
  const as = ownerOf(folder);
  const initdb = [
    join(bin, "initdb"),
    "-D",
    data,
    "-U",
    "aisle",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "-N",
  ];
  const made = Bun.spawnSync([...as, ...initdb], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  if (!made.success) throw new Error(`initdb failed: ${made.stderr.toString()}`);
  const port = freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [...as, join(bin, "postgres"), "-D", data, ...options];
  const origin = `postgres://aisle@127.0.0.1:${port}`;
  const admin = new SQL(`${origin}/postgres`, { max: 2 });
  const free: string[] = [];
  let databases = 0;
  let keeper: ReturnType<typeof keep> | undefined;

  /** To the server and each of its connections, which are its children. */
  function signal(name: "SIGSTOP" | "SIGCONT"): void {
    const main = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    const children = readFileSync(`/proc/${main}/task/${main}/children`, "utf8");
    process.kill(main, name);
    for (const pid of children.trim().split(" ").map(Number)) {
      try {
        process.kill(pid, name);
      } catch (error) {
        // One that cleans up behind the others comes and goes by itself.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }

  const server: PostgresServer = {
    origin,
    async takeDatabase() {
      const used = free.pop();
      if (used !== undefined) {
        await using database = new SQL(used, { max: 1 });
        await database.unsafe("DROP SCHEMA public CASCADE; CREATE SCHEMA public").simple();
        return used;
      }
      const name = `shop_${++databases}`;
      await admin.unsafe(`CREATE DATABASE ${name}`);
      return `${origin}/${name}`;
    },
    giveBack: (url) => void free.push(url),
    async stop() {
      if (keeper === undefined) return;
      keeper.stdin.end("keep the folder\n");
      await once(keeper, "exit");
    },
    async start() {
      keeper = keep(folder, command);
      const deadline = performance.now() + 20_000;
      while (!(await admin.unsafe("SELECT 1").then(Boolean, () => false))) {
        if (performance.now() > deadline) throw new Error("Postgres did not start within 20 seconds");
        await Bun.sleep(20);
      }
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    remove: () => void keeper?.stdin.end(),
  };
  await server.start();
  return server;
}

/**
 * Runs the server until its own standard input has a line or ends, which it also does when this process is killed;
 * with the end goes the folder.
 */
function keep(folder: string, command: readonly string[]) {
  const script = '"$@" & pid=$!; read -r line; kill -QUIT $pid; wait $pid; [ -n "$line" ] || rm -rf "$PWD"';
  const keeper = spawn("sh", ["-c", script, "sh", ...command], {
    cwd: folder,
    stdio: ["pipe", "ignore", "ignore"],
  });
  keeper.unref();
  return keeper;
}

/** Postgres refuses to run as root: the words before a command that make it run as somebody who owns the folder. */
function ownerOf(folder: string): string[] {
  if (userInfo().uid !== 0) return [];
  const users = Bun.spawnSync(["getent", "passwd", "postgres", "nobody"]).stdout.toString().split("\n");
  const [, , uid = "", gid = ""] = users[0]?.split(":") ?? [];
  chownSync(folder, Number(uid), Number(gid));
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
