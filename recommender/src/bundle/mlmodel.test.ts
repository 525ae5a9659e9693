import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { BUNDLE_FORMAT_VERSION } from "./bundle.ts";
import { mlmodelYaml } from "./mlmodel.ts";

const fields = {
  modelId: "m-12e45",
  runId: "12e45678901234567890123456789012",
  artifactPath: 'mlflow-artifacts:/1/models/m-1/artifacts # "x"',
  created: "2026-03-01T12:00:00.000Z",
};

describe("an MLmodel", () => {
  test("names the flavor, and keeps ids that look like numbers as text", () => {
    expect(Bun.YAML.parse(mlmodelYaml(fields))).toMatchObject({
      artifact_path: fields.artifactPath,
      flavors: { aisle: { data: ".", format: "safetensors", format_version: BUNDLE_FORMAT_VERSION } },
      model_id: "m-12e45",
      model_uuid: "m-12e45",
      run_id: "12e45678901234567890123456789012",
      utc_time_created: "2026-03-01 12:00:00.000",
    });
  });

  test("leaves out what is not known before logging", () => {
    const yaml = mlmodelYaml({});
    for (const key of ["artifact_path", "model_id", "model_uuid", "run_id", "utc_time_created"]) {
      expect(yaml).not.toContain(key);
    }
  });

  test("has a signature whose parts are JSON, as MLflow reads them", () => {
    const schema = v.object({ signature: v.object({ inputs: v.string(), outputs: v.string() }) });
    const { signature } = v.parse(schema, Bun.YAML.parse(mlmodelYaml(fields)));
    expect(JSON.parse(signature.inputs)).toMatchObject([
      { name: "history" },
      { name: "limit", type: "long" },
    ]);
    expect(JSON.parse(signature.outputs)).toMatchObject([{ name: "itemId" }, { name: "score" }]);
  });
});
