// The operations console. It acts with the API's key of this service and asks nobody who they are, so it is served only
// under the hosts that its setting lists.
import { foreignHost } from "@aisle/platform";
import { Elysia, NotFoundError } from "elysia";
import type { Shop } from "../shop.ts";
import { catalogueRoutes } from "./catalogue/routes.tsx";
import { modelRoutes } from "./models/routes.tsx";
import type { OperationsClient } from "./operations/operations.ts";
import { overviewRoutes } from "./overview/routes.tsx";
import { rulesRoutes } from "./rules/routes.tsx";
import { simulationRoutes } from "./simulation/routes.ts";

interface ConsoleOptions {
  /** Of `parseHosts`. */
  readonly hosts: readonly string[];
  /** Where this service listens. */
  readonly port: () => number | undefined;
  /** Where the API says how it does; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
  /** undefined: nobody takes orders. */
  readonly operations: OperationsClient | undefined;
}

/** GET /console and the pages below it; 404 under every other host. */
export function consoleRoutes(shop: Shop, { hosts, port, metricsUrl, operations }: ConsoleOptions) {
  const isForeign = foreignHost({ hosts, variable: "WEB_CONSOLE", port });
  const app = new Elysia({ name: "console" })
    .onTransform({ as: "scoped" }, ({ request }) => {
      if (isForeign(request) !== undefined) throw new NotFoundError();
    })
    .use(overviewRoutes(shop, { metricsUrl, operations }))
    .use(modelRoutes(shop))
    .use(rulesRoutes(shop))
    .use(catalogueRoutes(shop));
  return operations === undefined ? app : app.use(simulationRoutes(shop, operations));
}
