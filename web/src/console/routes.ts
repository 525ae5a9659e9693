// The operations console. It acts with the API's key of this service and asks nobody who they are, so it is served only
// under the hosts that its setting lists.
import { foreignHost } from "@aisle/platform";
import { Elysia, NotFoundError } from "elysia";
import type { Shop } from "../shop.ts";
import { catalogueRoutes } from "./catalogue/routes.tsx";
import { modelRoutes } from "./models/routes.tsx";
import { overviewRoutes } from "./overview/routes.tsx";
import { rulesRoutes } from "./rules/routes.tsx";

interface ConsoleOptions {
  /** Of `parseHosts`. */
  readonly hosts: readonly string[];
  /** Where this service listens. */
  readonly port: () => number | undefined;
  /** Where the API says how it does; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
}

/** GET /console and the pages below it; 404 under every other host. */
export function consoleRoutes(shop: Shop, { hosts, port, metricsUrl }: ConsoleOptions) {
  const isForeign = foreignHost({ hosts, variable: "WEB_CONSOLE", port });
  return new Elysia({ name: "console" })
    .onTransform({ as: "scoped" }, ({ request }) => {
      if (isForeign(request) !== undefined) throw new NotFoundError();
    })
    .use(overviewRoutes(shop, metricsUrl))
    .use(modelRoutes(shop))
    .use(rulesRoutes(shop))
    .use(catalogueRoutes(shop));
}
