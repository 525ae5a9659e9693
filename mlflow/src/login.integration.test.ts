// A real MLflow with the login that Compose and the clusters give it, and the users that flux/infrastructure/data makes there.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BundleRegistry } from "./bundle-registry.ts";
import { MlflowClient } from "./client.ts";
import { REGISTERED_MODEL } from "./registry.ts";
import { errorOf } from "./test/error-of.ts";
import { mlflowBinary, type RealServer, realServer } from "./test/real-server.ts";
import { smallBundleFormat, writeSmallBundle } from "./test/small-bundle.ts";
import type { Login } from "./transport.ts";

const DATA = join(import.meta.dir, "../../flux/infrastructure/data");
const ADMIN_PASSWORD = "admin-of-a-test";
const PASSWORDS: Readonly<Record<string, string>> = {
  TRAINER_PASSWORD: "trainer-of-a-test",
  RELEASES_PASSWORD: "releases-of-a-test",
  FETCH_PASSWORD: "fetch-of-a-test",
};
const TRAINER: Login = { username: "trainer", password: PASSWORDS["TRAINER_PASSWORD"]! };
const DESK: Login = { username: "releases", password: PASSWORDS["RELEASES_PASSWORD"]! };
const FETCH: Login = { username: "fetch", password: PASSWORDS["FETCH_PASSWORD"]! };
const binary = mlflowBinary();
/** The script asks MLflow some thirty things, each of a busy machine. */
const RUNS_MS = 180_000;

/** Whether that MLflow has its login: an environment of before does not. */
const hasLogin =
  binary !== undefined &&
  Bun.spawnSync([join(dirname(binary), "python3"), "-c", "import flask_wtf"], { stderr: "ignore" })
    .exitCode === 0;

describe.skipIf(!hasLogin)("an MLflow with users", () => {
  let server: RealServer;
  let dir: string;
  let bundles = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "aisle-login-"));
    const config = join(dir, "auth.ini");
    const text = await Bun.file(join(DATA, "mlflow-auth.ini")).text();
    await Bun.write(config, text.replace(/^database_uri = .*$/m, `database_uri = sqlite:///${dir}/auth.db`));
    server = await realServer(binary ?? "", {
      args: ["--app-name", "basic-auth"],
      env: {
        MLFLOW_AUTH_CONFIG_PATH: config,
        MLFLOW_AUTH_ADMIN_PASSWORD: ADMIN_PASSWORD,
        MLFLOW_FLASK_SERVER_SECRET_KEY: "key-of-a-test",
      },
    });
    await makeUsers();
  }, 180_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  }, 20_000);

  /** Runs the script that Compose and the clusters run; returns what it said. Throws its error. */
  async function makeUsers(passwords: Readonly<Record<string, string>> = PASSWORDS): Promise<string> {
    const script = Bun.spawn([join(dirname(binary ?? ""), "python3"), join(DATA, "mlflow-users.py")], {
      env: { MLFLOW_URL: server.url, MLFLOW_AUTH_ADMIN_PASSWORD: ADMIN_PASSWORD, ...passwords },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([script.stdout.text(), script.stderr.text(), script.exited]);
    if (script.exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  const ofModel = (username: string) => ({
    username,
    resource_type: "registered_model",
    resource_id: REGISTERED_MODEL,
  });
  async function asAdmin(path: string, body: object): Promise<void> {
    const { status } = await fetch(`${server.url}/api/${path}`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`admin:${ADMIN_PASSWORD}`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    expect(status).toBe(200);
  }

  const clientFor = (login: Login | undefined): MlflowClient =>
    new MlflowClient({ trackingUri: server.url, login });
  const registryFor = (login: Login | undefined): BundleRegistry =>
    new BundleRegistry(clientFor(login), REGISTERED_MODEL, smallBundleFormat);

  /** As `trainer retrain --propose` does it. */
  async function register(login: Login | undefined): Promise<{ version: string; runId: string }> {
    const client = clientFor(login);
    const experimentId = await client.experiments.ensure("aisle");
    const bundleDir = join(dir, `bundle-${++bundles}`);
    const digest = await writeSmallBundle(bundleDir, bundles);
    const run = { experimentId, key: `bundle-${bundles}`, name: "retrain", startTime: 1_700_000_000_000 };
    const { runId, artifactUri } = await client.runs.ensure(run);
    await client.runs.log(runId, { params: { trees: "40" }, tags: { "aisle.gate": "promoted" } });
    await client.artifacts.upload(artifactUri, "gate.md", "better\n");
    const registry = registryFor(login);
    const { version } = await registry.register({ experimentId, runId, bundleDir, digest, tags: {} });
    await registry.setAlias("challenger", version);
    await client.runs.end(runId, "FINISHED", 1_700_000_000_001);
    return { version, runId };
  }

  test("asks nobody's probe for a password", async () => {
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  test.each([
    ["nobody", undefined],
    ["a wrong password", { ...TRAINER, password: "something-else" }],
    ["somebody it does not know", { username: "eve", password: "something-else" }],
  ])("refuses %s, and says what to set", async (_, login) => {
    const error = await errorOf(registryFor(login).champion());
    expect(error.code).toBe("rejected");
    expect(error.message).toContain("(401)");
    expect(error.message).toContain("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
    expect(error.message).not.toContain("something-else");
    expect((await errorOf(register(login))).message).toContain("(401)");
  });

  test("lets the trainer register, the desk decide, and a pod fetch", async () => {
    const { version, runId } = await register(TRAINER);
    const desk = registryFor(DESK);
    expect(await desk.challenger()).toMatchObject({ version });
    expect((await clientFor(DESK).runs.get(runId)).params).toEqual({ trees: "40" });
    await desk.setAlias("champion", version);
    // Which none of them may take off again.
    await registryFor(TRAINER).settleChallenger(version);
    expect(await desk.challenger()).toMatchObject({ version });
    await desk.setTags(version, { "aisle.release.test": "promoted" });
    const { digest } = await registryFor(FETCH).download(version, join(dir, "fetched"));
    await smallBundleFormat.verify(join(dir, "fetched"), digest);
  });

  test("lets a console with a pod's user read versions, retrains and what they left", async () => {
    const { version, runId } = await register(TRAINER);
    const { experiments, runs, artifacts } = clientFor(FETCH);
    const experimentId = (await experiments.find("aisle"))!;
    const { versions, faults } = await registryFor(FETCH).newest(30);
    expect([versions[0]?.version, faults]).toEqual([version, []]);
    expect(await registryFor(FETCH).challenger()).toMatchObject({ version });
    const [newest] = await runs.newest(experimentId, "aisle.gate", 30);
    expect(newest).toBeDefined();
    expect(await runs.among(experimentId, [runId])).toMatchObject([{ runId }]);
    expect(await artifacts.text(newest!.artifactUri, "gate.md", 100)).toBe("better\n");
  });

  test("lets the desk write no run and no file, and a pod nothing at all", async () => {
    const { version, runId } = await register(TRAINER);
    const { artifactUri } = await clientFor(TRAINER).runs.get(runId);
    const refused = [
      () => clientFor(DESK).runs.log(runId, { tags: { "aisle.gate.reason": "other" } }),
      () => clientFor(DESK).artifacts.upload(artifactUri, "gate.md", "worse\n"),
      () => clientFor(FETCH).artifacts.upload(artifactUri, "gate.md", "worse\n"),
      () => registryFor(FETCH).setAlias("challenger", version),
      () => registryFor(FETCH).setTags(version, { "aisle.digest": "other" }),
      () => clientFor(FETCH).runs.log(runId, { tags: { "aisle.gate.reason": "other" } }),
    ];
    for (const attempt of refused)
      expect((await errorOf(attempt())).message).toContain("does not let this user do");
  });

  test("lets a user with no permissions of its own see nothing", async () => {
    const { version } = await register(TRAINER);
    const other = { username: "other", password: "other-of-a-test" };
    await asAdmin("2.0/mlflow/users/create", other);
    expect((await errorOf(registryFor(other).version(version))).message).toContain("(403)");
    expect((await errorOf(clientFor(other).experiments.find("aisle"))).message).toContain("(403)");
  });

  test(
    "has the same users when they are made again, with what they may do, and a new password where there is one",
    async () => {
      await asAdmin("3.0/mlflow/users/permissions/revoke", ofModel("fetch"));
      await asAdmin("3.0/mlflow/users/permissions/grant", { ...ofModel("fetch"), permission: "MANAGE" });
      const said = await makeUsers();
      expect(said.trim().split("\n")).toHaveLength(3);
      const { version } = (await registryFor(FETCH).challenger()) ?? { version: "none" };
      expect((await errorOf(registryFor(FETCH).setAlias("champion", version))).message).toContain("(403)");
      await makeUsers({ RELEASES_PASSWORD: "another-of-a-test" });
      expect((await errorOf(registryFor(DESK).champion())).message).toContain("(401)");
      expect(await registryFor({ ...DESK, password: "another-of-a-test" }).challenger()).toBeDefined();
      expect(await registryFor(TRAINER).challenger()).toBeDefined();
    },
    RUNS_MS,
  );

  test("says so when its administrator's password is another", async () => {
    expect(makeUsers({ MLFLOW_AUTH_ADMIN_PASSWORD: "not-the-one-it-has" })).rejects.toThrow(
      "MLflow has another password of `admin`",
    );
  });
});
