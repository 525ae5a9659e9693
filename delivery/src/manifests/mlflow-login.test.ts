// Who has a user of MLflow, who is let through to it, and whom it knows: the manifests say the same.
import { ROOT } from "@aisle/testcluster";
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface EnvEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}
interface Container {
  readonly name: string;
  readonly env?: readonly EnvEntry[];
}
interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}
interface Peer {
  readonly podSelector?: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  };
}
interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[] }[];
  };
}

const read = (path: string): string => readFileSync(join(ROOT, "flux", path), "utf8");
const parsed = <T>(path: string): T[] => [Bun.YAML.parse(read(path))].flat() as T[];

/** The pods of all workloads that are ours, by their label. */
const pods: readonly Pod[] = [
  ...["api/deployment.yaml", "web/web.yaml", "releases/releases.yaml"].map(
    (path) => parsed<{ readonly spec: { readonly template: Pod } }>(`apps/base/${path}`)[0]!.spec.template,
  ),
  parsed<{ readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: Pod } } } }>(
    "apps/base/trainer/retrain.yaml",
  )[0]!.spec.jobTemplate.spec.template,
];
const policies = parsed<Policy>("apps/base/network/policies.yaml");
const policyOf = (name: string): Policy["spec"] =>
  policies.find(({ metadata }) => metadata.name === name)!.spec;

/** Whoever is told of MLflow: app/container → as which user, by which secret. */
const users = new Map(
  pods.flatMap(({ metadata, spec }) =>
    [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ name, env = [] }) => {
      const entries = env.filter((entry) => entry.name.startsWith("MLFLOW_TRACKING_"));
      if (entries.length === 0) return [];
      const entry = (suffix: string) => entries.find((one) => one.name === `MLFLOW_TRACKING_${suffix}`);
      const { name: secret, key } = entry("PASSWORD")?.valueFrom?.secretKeyRef ?? {};
      return [[`${metadata.labels["app"]}/${name}`, [entry("USERNAME")?.value, `${secret}/${key}`]] as const];
    }),
  ),
);

describe("MLflow", () => {
  test("is asked by three containers, each as a user of its own, and by nothing that answers customers", () => {
    expect(Object.fromEntries(users)).toEqual({
      "api/model": ["fetch", "mlflow/fetch-password"],
      "releases/releases": ["releases", "mlflow/releases-password"],
      "trainer/trainer": ["trainer", "mlflow/trainer-password"],
    });
  });

  test("knows these users, and has a password of each and of its administrator", () => {
    const script = read("infrastructure/data/mlflow-users.py");
    const known = [...script.matchAll(/^ {4}"(\w+)": \("(\w+)", /gm)].map(([, user, variable]) => [
      user,
      variable,
    ]);
    expect(new Set(known.map(([user]) => user))).toEqual(new Set([...users.values()].map(([user]) => user)));
    const [server] = parsed<{ readonly spec: { readonly template: Pod } }>("infrastructure/data/mlflow.yaml");
    const env = server!.spec.template.spec.containers[0]!.env ?? [];
    const keys = env.flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef?.name === "mlflow" ? [[name, valueFrom.secretKeyRef.key] as const] : [],
    );
    for (const [user, variable] of known) expect(keys).toContainEqual([variable ?? "", `${user}-password`]);
    expect(keys).toContainEqual(["MLFLOW_AUTH_ADMIN_PASSWORD", "admin-password"]);
    const secrets = parsed<{
      readonly metadata: { readonly name: string };
      readonly stringData: Readonly<Record<string, string>>;
    }>("clusters/secrets.example.yaml");
    const example = secrets.find(({ metadata }) => metadata.name === "mlflow")?.stringData ?? {};
    expect(Object.keys(example).toSorted()).toEqual(keys.map(([, key]) => key).toSorted());
    expect(new Set(Object.values(example))).toEqual(new Set(["RANDOM"]));
  });

  test("is reached by the pods that have a user, and by no others", () => {
    const apps = [...users.keys()].map((place) => place.split("/")[0] ?? "");
    const [rule, ...more] = policyOf("mlflow").ingress ?? [];
    expect(more).toEqual([]);
    const [peer, ...others] = rule?.from ?? [];
    expect(others).toEqual([]);
    // Flagger renames the label of the pods of the API that serve.
    expect(peer?.podSelector?.matchExpressions?.[0]?.values.toSorted()).toEqual(
      [...apps, "api-primary"].toSorted(),
    );
    const goesThere = policies.filter(({ spec }) =>
      spec.egress?.some(({ to }) =>
        to?.some(({ podSelector }) => podSelector?.matchLabels?.["app"] === "mlflow"),
      ),
    );
    expect(goesThere.map(({ metadata }) => metadata.name).toSorted()).toEqual([...new Set(apps)].toSorted());
  });

  test("gives nothing to whom nothing was given", () => {
    const login = read("infrastructure/data/mlflow-auth.ini");
    expect(login).toMatch(/^default_permission = NO_PERMISSIONS$/m);
    expect(login).not.toMatch(/^[^;]*password/m);
  });
});
