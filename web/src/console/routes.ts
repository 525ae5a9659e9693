// The operations console. It is served only under the hosts that its setting lists, and acts with the key of the API of
// whoever signed in; where nobody has to, with that of this service.
import { foreignHost } from "@aisle/platform";
import { Elysia, NotFoundError } from "elysia";
import type { MlflowSettings } from "../platform/config.ts";
import type { Shop } from "../shop.ts";
import { catalogueRoutes } from "./catalogue/routes.tsx";
import { dataRoutes } from "./data/routes.tsx";
import { openMlflow } from "./mlflow/mlflow.ts";
import { modelRoutes } from "./models/routes.tsx";
import type { OperationsClient } from "./operations/operations.ts";
import { overviewRoutes } from "./overview/routes.tsx";
import type { Prometheus } from "./prometheus/prometheus.ts";
import { rulesRoutes } from "./rules/routes.tsx";
import { signInRoutes } from "./sign-in/routes.tsx";
import type { Sessions } from "./sign-in/sessions.ts";
import { simulationRoutes } from "./simulation/routes.ts";

interface ConsoleOptions {
  /** Of `parseHosts`. */
  readonly hosts: readonly string[];
  /** Where this service listens. */
  readonly port: () => number | undefined;
  /** Where the API says how it does; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
  /** undefined: nothing is known over time. */
  readonly prometheus: Prometheus | undefined;
  /** undefined: nobody takes orders. */
  readonly operations: OperationsClient | undefined;
  /** undefined: nobody has to sign in. */
  readonly sessions: Sessions | undefined;
  /** Where models and their runs are recorded; undefined: nowhere that this service may ask. */
  readonly mlflow: MlflowSettings | undefined;
}

/** GET /console and the pages below it; 404 under every other host. */
export function consoleRoutes(page: Shop, options: ConsoleOptions) {
  const { hosts, port, metricsUrl, prometheus, operations, sessions } = options;
  const shop = sessions === undefined ? page : { ...page, client: sessions.client };
  const mlflow = options.mlflow && openMlflow(options.mlflow);
  const isForeign = foreignHost({ hosts, variable: "WEB_CONSOLE", port });
  const app = new Elysia({ name: "console" })
    .onTransform({ as: "scoped" }, ({ request }) => {
      if (isForeign(request) !== undefined) throw new NotFoundError();
    })
    .use(sessions === undefined ? new Elysia() : signInRoutes(shop, sessions))
    .use(overviewRoutes(shop, { metricsUrl, prometheus, operations, mlflow }))
    .use(modelRoutes(shop, { mlflow, operations }))
    .use(dataRoutes(shop, { mlflow, metricsUrl }))
    .use(rulesRoutes(shop))
    .use(catalogueRoutes(shop));
  return operations === undefined ? app : app.use(simulationRoutes(shop, operations));
}
