// The client: everything that the trainer asks of one MLflow server.
import { Artifacts } from "./artifacts.ts";
import { Experiments } from "./experiments.ts";
import { LoggedModels } from "./logged-models.ts";
import { ModelVersions } from "./model-versions.ts";
import { Runs } from "./runs.ts";
import { Transport, type TransportOptions } from "./transport.ts";

/**
 * A thin client of MLflow 3's REST API; no npm client covers runs, logged models, uploads and the registry.
 * Everything it does may be repeated: what MLflow would create twice is looked for first. Every method throws
 * MlflowError, whose message says what to do.
 */
export class MlflowClient {
  readonly trackingUri: string;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly loggedModels: LoggedModels;
  readonly artifacts: Artifacts;
  readonly #transport: Transport;

  /** @throws MlflowError `invalid` when the tracking URI is not an http(s) address. */
  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
    this.trackingUri = this.#transport.trackingUri;
    this.experiments = new Experiments(this.#transport);
    this.runs = new Runs(this.#transport);
    this.loggedModels = new LoggedModels(this.#transport);
    this.artifacts = new Artifacts(this.#transport);
  }

  /** The versions and aliases of one registered model. */
  versionsOf(name: string): ModelVersions {
    return new ModelVersions(this.#transport, name);
  }
}
