// The shop as one application: features, assets, security, errors. It runs in a test without a port.
import { foreignHost } from "@aisle/platform";
import { Elysia } from "elysia";
import { cartRoutes } from "./cart/routes.tsx";
import type { OperationsClient } from "./console/operations/operations.ts";
import { consoleRoutes } from "./console/routes.ts";
import type { Prometheus } from "./console/prometheus/prometheus.ts";
import type { Sessions } from "./console/sign-in/sessions.ts";
import type { Sentences } from "./customer/people.ts";
import { customerRoutes } from "./customer/routes.tsx";
import { homeRoutes } from "./home/routes.tsx";
import { insideRoutes } from "./inside/routes.ts";
import { Message } from "./layout/message.tsx";
import { modelRoutes } from "./model/routes.tsx";
import { assetResponse } from "./platform/assets.ts";
import type { MlflowSettings } from "./platform/config.ts";
import { readForm } from "./platform/fields.ts";
import { html } from "./platform/html.ts";
import { packed } from "./platform/packing.ts";
import { isCrossSiteWrite, securityHeaders } from "./platform/security.ts";
import { pictureRoutes } from "./pictures/routes.ts";
import { productRoutes } from "./product/routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import type { Shop } from "./shop.ts";

export interface AppOptions extends Omit<Shop, "consoleAsksForKey" | "departments"> {
  /** Hosts that are answered for, beside this machine's own names; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  /** Hosts under which the console is served, beside this machine's own names; undefined: it is not. */
  readonly consoleHosts: readonly string[] | undefined;
  /** Where the API says how it does, for the console; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
  /** What was measured over time, for the console; undefined: nothing was. */
  readonly prometheus: Prometheus | undefined;
  /** What the console has done beside the services; undefined: nobody takes its orders. */
  readonly operations: OperationsClient | undefined;
  /** Of whoever signed in to the console; undefined: nobody has to. */
  readonly sessions: Sessions | undefined;
  /** MLflow, for the console; undefined: it shows only what the API knows. */
  readonly mlflow: MlflowSettings | undefined;
  /** Told of errors that no page expected. */
  readonly onUnexpected: (error: unknown) => void;
}

/** The shop's forms are a few ids. */
const MAX_FORM_BYTES = 64 * 1_024;

/** The shop; it does not listen yet, and answers `handle` without a port. */
export function createApp(options: AppOptions) {
  const { assets } = options;
  const { sessions } = options;
  const consoleAsksForKey = sessions !== undefined;
  const shop: Shop = { ...options, consoleAsksForKey, departments: { at: 0, labels: [] } };
  const sentences: Sentences = new Map();
  const headers = securityHeaders(options.imageOrigins);
  const say = (status: number, title: string, advice: string) =>
    html(<Message assets={assets} title={title} advice={advice} />, { status, document: true });

  const port = () => app.server?.port;
  const { hosts, consoleHosts, metricsUrl, prometheus, operations, mlflow } = options;
  const toldForeign = foreignHost({
    hosts: hosts && [...hosts, ...(consoleHosts ?? [])],
    variable: "WEB_HOSTS",
    port,
  });
  const app = new Elysia({
    // Short host names, such as a service called `web`, are usual inside a cluster.
    handler: { standardHostname: false },
    serve: { maxRequestBodySize: MAX_FORM_BYTES },
  })
    .onRequest(({ request, set }) => {
      Object.assign(set.headers, headers);
      const foreign = toldForeign(request);
      if (foreign !== undefined) return say(421, "Not this shop", foreign);
      return isCrossSiteWrite(request)
        ? say(403, "Not from here", "This shop takes forms from its own pages only.")
        : undefined;
    })
    .onError(({ code, error }) => {
      switch (code) {
        case "NOT_FOUND":
          return say(404, "No such page", "The address may be mistyped.");
        case "VALIDATION":
        case "PARSE":
          return say(400, "Not understood", "Something in the request was not as it should be.");
        default:
          options.onUnexpected(error);
          return say(500, "Something broke", "It was noted. Try again, or go back to the shop.");
      }
    })
    .mapResponse(({ request, responseValue }) =>
      responseValue instanceof Response ? packed(request, responseValue) : undefined,
    )
    .onParse(({ request }) => readForm(request))
    .get("/health/live", () => "ok\n")
    .use(homeRoutes(shop, sentences))
    .use(productRoutes(shop))
    .use(cartRoutes(shop))
    .use(searchRoutes(shop))
    .use(customerRoutes(shop, sentences))
    .use(modelRoutes(shop))
    .use(insideRoutes)
    .use(pictureRoutes);
  if (consoleHosts !== undefined)
    app.use(
      consoleRoutes(shop, {
        hosts: consoleHosts,
        port,
        metricsUrl,
        prometheus,
        operations,
        sessions,
        mlflow,
      }),
    );
  if (sessions !== undefined)
    app.wrap((answer, request) => () => sessions.answer(request, () => answer(request)));
  for (const asset of Object.values(assets)) app.get(asset.path, () => assetResponse(asset));
  return app;
}
