// Starts a Postgres server that keeps what it acknowledges, writes the address of an empty database, or nothing where no
// Postgres is installed, and ends with its standard input.
import { findPostgres, startPostgres } from "./postgres-server.ts";

const bin = findPostgres();
if (bin !== undefined) {
  const server = await startPostgres(bin, { durable: true });
  process.stdout.write(`${await server.takeDatabase()}\n`);
  await Bun.stdin.text();
  await server.stop();
  process.exit(0);
}
