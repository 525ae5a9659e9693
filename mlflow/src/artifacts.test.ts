import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorOf } from "./test/error-of.ts";
import { clientOf, failure, json, scriptedServer } from "./test/scripted-server.ts";

const uri = "mlflow-artifacts:/1/models/m-1/artifacts";
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "aisle-artifacts-"));
});
afterAll(() => rm(dir, { recursive: true }));

test.each(["s3://bucket/1/artifacts", "/var/mlflow/1", "mlflow-artifacts://host:5000"])(
  "artifacts at %p, which the server does not pass through, are refused with what to change",
  async (elsewhere) => {
    const { artifacts } = clientOf("http://127.0.0.1:1");
    const error = await errorOf(artifacts.upload(elsewhere, "a.txt", "a"));
    expect(error.message).toContain("--artifacts-destination");
  },
);

test("an upload goes under the run's folder, byte for byte, and again after a fault", async () => {
  const path = join(dir, "up.bin");
  const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251);
  await Bun.write(path, bytes);
  await using server = scriptedServer((_, n) => (n === 0 ? new Response("", { status: 503 }) : json({})));
  await clientOf(server.url).artifacts.upload(uri, "plots/ü 1.svg", Bun.file(path));
  expect(server.asked.map(({ path }) => path)).toEqual(
    Array(2).fill("mlflow-artifacts/artifacts/1/models/m-1/artifacts/plots/ü 1.svg"),
  );
  expect(server.asked.at(-1)?.body).toBe(new TextDecoder().decode(bytes));
});

test("an empty folder lists as nothing", async () => {
  await using server = scriptedServer(() => json({}));
  expect(await clientOf(server.url).artifacts.list(uri)).toEqual([]);
});

test("a download that breaks off is begun again, and only the whole file counts", async () => {
  const whole = "x".repeat(500_000);
  let connections = 0;
  using server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket) => {
        const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${whole.length}\r\n\r\n`;
        socket.end(connections++ === 0 ? `${head}yyyy` : head + whole);
      },
    },
  });
  const target = join(dir, "down.bin");
  const { artifacts } = clientOf(`http://127.0.0.1:${server.port}`);
  await artifacts.download(uri, "a", whole.length, target);
  expect(await Bun.file(target).text()).toBe(whole);
  expect(connections).toBe(2);
});

test("a download that cannot be written says where, and is not tried again", async () => {
  await using server = scriptedServer(() => new Response("a"));
  const download = clientOf(server.url).artifacts.download(uri, "a", 1, join(dir, "no", "folder"));
  expect(await errorOf(download)).toMatchObject({
    code: "local",
    message: expect.stringContaining("no/folder"),
  });
  expect(server.asked).toHaveLength(1);
});

test("a file that MLflow does not have is not found", async () => {
  await using server = scriptedServer(() => failure(404, "RESOURCE_DOES_NOT_EXIST", "No such artifact"));
  const error = await errorOf(clientOf(server.url).artifacts.sha256(uri, "a", 1));
  expect(error.code).toBe("not-found");
});

test("the sha256 of a stored file is that of its bytes, also of none", async () => {
  const answers = ["", "abc"];
  await using server = scriptedServer((_, n) => new Response(answers[n]));
  const { artifacts } = clientOf(server.url);
  expect(await artifacts.sha256(uri, "empty", 0)).toBe(Bun.SHA256.hash("", "hex"));
  expect(await artifacts.sha256(uri, "abc", 3)).toBe(Bun.SHA256.hash("abc", "hex"));
});

test("a text is read whole, and one that is larger than it may be is corrupt", async () => {
  await using server = scriptedServer(() => new Response("ü".repeat(50)));
  const { artifacts } = clientOf(server.url);
  expect(await artifacts.text(uri, "gate.json", 100)).toBe("ü".repeat(50));
  expect(await errorOf(artifacts.text(uri, "gate.json", 99))).toMatchObject({ code: "corrupt" });
});

test("a text that is not there is not found", async () => {
  await using server = scriptedServer(() => failure(404, "RESOURCE_DOES_NOT_EXIST", "No such artifact"));
  const read = clientOf(server.url).artifacts.text(uri, "gate.json", 100);
  expect(await errorOf(read)).toMatchObject({ code: "not-found" });
});
