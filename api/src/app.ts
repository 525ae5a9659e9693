// Composes the service: what its parts share, the public routes and the internal ones.
import type { Store } from "@aisle/store";
import { Elysia, type ElysiaConfig } from "elysia";
import { Registry } from "prom-client";
import { ImportMetrics } from "./catalogue/metrics.ts";
import { catalogueRoutes } from "./catalogue/routes.ts";
import { customerRoutes } from "./customers/routes.ts";
import type { Document } from "./docs/document.ts";
import { docsRoutes } from "./docs/routes.tsx";
import { explanationRoutes } from "./explanations/routes.ts";
import { EventMetrics } from "./events/metrics.ts";
import { eventRoutes } from "./events/routes.ts";
import { neighbourRoutes } from "./neighbours/routes.ts";
import { Feedback } from "./model/feedback.ts";
import { Guard, scopesOf } from "./keys/guard.ts";
import { Keyring } from "./keys/keyring.ts";
import type { Scope } from "./keys/scopes.ts";
import { workOfBytes } from "./keys/work.ts";
import { ModelHolder, type ServedModel } from "./model/holder.ts";
import { registerModelMetrics } from "./model/metrics.ts";
import { modelRoutes } from "./model/routes.ts";
import { Admission } from "./platform/admission.ts";
import { addressLimit } from "./platform/address-limit.ts";
import { allowedMethods } from "./platform/allowed-methods.ts";
import { BodyReader } from "./platform/body.ts";
import { cors } from "./platform/cors.ts";
import { type Health, healthRoutes, type NotReady } from "./platform/health.ts";
import { HttpMetrics } from "./platform/http-metrics.ts";
import type { Log } from "./platform/logging.ts";
import { misdirected, ownHosts } from "./platform/own-hosts.ts";
import { observe } from "./platform/observe.ts";
import { openApiDocument } from "./platform/openapi.ts";
import { registerStoreMetrics } from "./platform/store-metrics.ts";
import { requestIdOf } from "./platform/request-id.ts";
import { securityHeaders } from "./platform/security-headers.ts";
import { watchWrites } from "./platform/write-health.ts";
import { sendingTogether } from "./platform/sending.ts";
import { shedding } from "./platform/shedding.ts";
import { RecommendationIds } from "./recommendations/recommendation-id.ts";
import { RecommendationMetrics } from "./recommendations/metrics.ts";
import { placementLabels } from "./recommendations/placement-labels.ts";
import type { ReasonTexts } from "./recommendations/reasons/texts.ts";
import { recommendationRoutes } from "./recommendations/routes.ts";
import { RulesMetrics } from "./rules/metrics.ts";
import { rulesRoutes } from "./rules/routes.ts";
import { StandingRules } from "./rules/standing-rules.ts";
import { StoredAnswers } from "./recommendations/stored-answers.ts";
import { TrendFollower } from "./trends/follower.ts";

/** Everything that the service takes from outside. */
export interface AppOptions {
  readonly store: Store;
  readonly track: string;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Random ids, safe in an address. */
  readonly newId: () => string;
  /** Why the process should get no requests, apart from the model. */
  readonly notReady: NotReady;
  /** Why the store cannot be used now; `undefined` while it can. */
  readonly storeFault: () => string | undefined;
  /** Whether the process should get requests only when it has a model. */
  readonly needsModel: boolean;
  /** What callers without a key may do. */
  readonly anonymous: readonly Scope[];
  /** Hosts that are answered for, beside this machine's own names, on both ports; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  /** Origins whose pages may ask from a browser. */
  readonly corsOrigins: readonly string[];
  /** Signs the ids of lists. */
  readonly recommendationIdKey: string;
  /** For how many days what a list leads to counts. */
  readonly recommendationIdDays: number;
  /** How long browsers keep to TLS; 0 says nothing of it. */
  readonly hstsSeconds: number;
  /** How long a JSON body may take to arrive, in milliseconds. */
  readonly bodyDeadlineMs: number;
  /** Within how many milliseconds an event without an id is a repetition of an equal one; 0 for never. */
  readonly repetitionMs: number;
  /** How long a request may have waited, in milliseconds, to be accepted. */
  readonly mostWaitMs: number;
  /** The sentences of reasons, in the shop's language. */
  readonly reasonTexts: ReasonTexts;
}

const ELYSIA: ElysiaConfig<""> = {
  // One router, whether the app listens or handles requests in a test.
  systemRouter: false,
  // Short host names, such as a service called `api`, are usual inside a cluster.
  handler: { standardHostname: false },
};

/**
 * What answers public requests, the internal app with health and metrics, and the holder that models are loaded into.
 * Nothing listens yet.
 */
export function createApp(options: AppOptions) {
  const { track, log, clock, newId, notReady, storeFault, needsModel, anonymous } = options;
  const { store, fault: writeFault } = watchWrites(options.store, log);
  const registry = new Registry();
  const placements = placementLabels();
  const feedback = new Feedback(registry, placements);
  const models = new ModelHolder({
    store,
    track,
    log,
    onServe(model) {
      feedback.modelServes(model);
    },
    onChange: () => stored.freeStale(),
  });
  const trends = new TrendFollower({ store, recommender: () => models.current?.recommender, clock });
  const http = new HttpMetrics(registry, () => app.server?.pendingRequests ?? 0);
  const standing = new StandingRules({ store, clock });
  const rulesMetrics = new RulesMetrics(registry, standing);
  const keyring = new Keyring({ store, anonymous, now: () => performance.now() });
  registerModelMetrics(registry, models, clock);
  registerStoreMetrics(registry, storeFault);
  const health = (): Health => {
    const model = modelMissing(models);
    return {
      notReady: [
        ...notReady(),
        ...(needsModel ? model : []),
        ...keysMissing(keyring),
        ...rulesMissing(standing),
      ],
      degraded: [...(needsModel ? [] : model), ...storeGone(storeFault, writeFault)],
    };
  };

  const guard = new Guard(keyring, (method, route) => scopeAt(method, route));
  const bodies = new BodyReader({
    admit: guard.admit,
    deadlineMs: options.bodyDeadlineMs,
    onRead: (request, bytes) => guard.charge(request, workOfBytes(bytes)),
  });
  const admission = new Admission({
    mostWaitMs: options.mostWaitMs,
    now: () => performance.now(),
    after: (ms, task) => void setTimeout(task, ms),
    nextTurn: (task) => void setImmediate(task),
  });
  const crossOrigin = cors(options.corsOrigins);
  const security = securityHeaders(options.hstsSeconds);
  const headersBy = (model: Pick<ServedModel, "version"> | undefined) => ({
    ...(model !== undefined && { "x-model-version": model.version }),
    ...security,
  });
  const headersOf = (request: Request, requestId = requestIdOf(request, newId)) => ({
    "x-request-id": requestId,
    ...headersBy(models.current),
    ...crossOrigin.headersOf(request),
  });
  const misdirection = misdirected({
    hosts: options.hosts,
    port: () => app.server?.port,
    http,
    headersOf,
  });
  const refusal = shedding({ admission, http, headersOf });
  const metrics = new RecommendationMetrics(registry, models, placements);
  const recommendationIds = new RecommendationIds({
    key: options.recommendationIdKey,
    days: options.recommendationIdDays,
    clock,
  });
  const stored = new StoredAnswers({
    store,
    models,
    keyring,
    metrics,
    standing,
    rulesMetrics,
    feedback,
    http,
    log,
    newId,
    recommendationIds,
    registry,
    headersBy,
    crossOrigin: (request) => crossOrigin.headersOf(request),
    now: () => performance.now(),
  });
  const { reasonTexts, repetitionMs } = options;
  const services = { store, models, feedback, clock, newId, bodies, recommendationIds, repetitionMs };
  const app = new Elysia(ELYSIA)
    .use(
      observe({
        http,
        log,
        newId,
        headersOf,
        methodsOf: (path) => methodsOf(path),
      }),
    )
    .use(addressLimit())
    .use(guard.plugin())
    .use(recommendationRoutes({ ...services, metrics, rulesMetrics, standing, stored, guard, reasonTexts }))
    .use(explanationRoutes({ ...services, standing, guard, reasonTexts }))
    .use(neighbourRoutes({ ...services, standing, guard, reasonTexts }))
    .use(eventRoutes({ ...services, metrics: new EventMetrics(registry) }))
    .use(catalogueRoutes({ ...services, metrics: new ImportMetrics(registry) }))
    .use(customerRoutes({ store, bodies, onErase: (customerId) => stored.forgetCustomer(customerId) }))
    .use(rulesRoutes({ ...services, standing, guard, reasonTexts }))
    .use(modelRoutes(services));
  const document = openApiDocument(app);
  app.get("/openapi.json", () => document, { detail: { operationId: "openApi" } });
  app.use(docsRoutes(() => document as unknown as Document));
  crossOrigin.answerPreflights(app);
  const methodsOf = allowedMethods(app.routes);
  const scopeAt = scopesOf(app.routes);

  const internal = new Elysia(ELYSIA)
    .use(ownHosts({ hosts: options.hosts, port: (): number | undefined => internal.server?.port }))
    .use(healthRoutes(health))
    .get("/metrics", async ({ set }) => {
      set.headers["content-type"] = registry.contentType;
      return registry.metrics();
    });
  const answer = app.compile().fetch;
  const sent = sendingTogether<Response>((task) => void setImmediate(task));
  return {
    /** Answers a public request. */
    fetch: (request: Request): Response | Promise<Response> => {
      const refused = misdirection(request) ?? refusal(request);
      if (refused !== undefined) return refused;
      const kept = stored.find(request);
      if (kept instanceof Promise) return sent(kept.then((response) => response ?? answer(request)));
      return kept ?? sent(answer(request));
    },
    /** Told of the server that `fetch` answers for. */
    serves: (server: Bun.Server<undefined>): void => void (app.server = server),
    internal,
    /** What the internal app tells, for whoever asks in this process. */
    report: async () => ({ ...health(), metrics: await registry.getMetricsAsJSON() }),
    registry,
    models,
    keyring,
    trends,
    standing,
  };
}

/** Lists need no store, so a process without one stays in service: they all would leave it at once. */
function storeGone(storeFault: AppOptions["storeFault"], writeFault: AppOptions["storeFault"]): string[] {
  const fault = storeFault();
  if (fault !== undefined) return [`The store cannot be used: ${fault}`];
  const unwritten = writeFault();
  return unwritten === undefined ? [] : [`Events and items could not be written: ${unwritten}`];
}

function keysMissing(keyring: Keyring): string[] {
  return keyring.isRead ? [] : ["The keys have not been read yet."];
}

function rulesMissing(standing: StandingRules): string[] {
  return standing.isRead ? [] : ["The shop's standing rules have not been read yet."];
}

function modelMissing(models: ModelHolder): string[] {
  if (models.current !== undefined) return [];
  return [models.failure ?? "No model has been published yet."];
}
