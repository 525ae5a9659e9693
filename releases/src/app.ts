// The desk as one application: pages, webhooks, health, metrics. It runs in a test without a port.
import { foreignHost } from "@aisle/platform";
import { Elysia } from "elysia";
import type { Registry } from "prom-client";
import { type ReportOptions, reportRoutes } from "./report/routes.tsx";
import { MAX_BODY_BYTES, type WebhookOptions, webhookRoutes } from "./webhooks/routes.ts";

export interface AppOptions extends ReportOptions, Omit<WebhookOptions, "desk"> {
  readonly desk: ReportOptions["desk"] & WebhookOptions["desk"];
  /** Hosts that are answered for, beside this machine's own names; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  readonly metrics: Registry;
  /** Told of errors that nobody expected. */
  readonly onUnexpected: (error: unknown) => void;
}

export function createApp(options: AppOptions) {
  const toldForeign = foreignHost({
    hosts: options.hosts,
    variable: "RELEASES_HOSTS",
    port: () => app.server?.port,
  });
  const app = new Elysia({
    handler: { standardHostname: false },
    serve: { maxRequestBodySize: MAX_BODY_BYTES },
  })
    .onRequest(({ request }) => {
      const foreign = toldForeign(request);
      return foreign === undefined ? undefined : new Response(`${foreign}\n`, { status: 421 });
    })
    .onError(({ code, error }) => {
      if (code === "NOT_FOUND") return new Response("There is no such page.\n", { status: 404 });
      options.onUnexpected(error);
      return new Response("Something broke; it was noted.\n", { status: 500 });
    })
    .get("/health/live", () => "ok\n")
    .get("/metrics", async () => {
      const { metrics } = options;
      return new Response(await metrics.metrics(), { headers: { "content-type": metrics.contentType } });
    })
    .use(reportRoutes(options))
    .use(webhookRoutes(options));
  return app;
}
