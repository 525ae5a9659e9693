// Lists that were asked for by GET, kept as they were sent, to be sent again while nothing they depend on has changed.
import { asksAboutCustomer } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import { Counter, type Registry } from "prom-client";
import type { Keyring } from "../keys/keyring.ts";
import type { Feedback } from "../model/feedback.ts";
import type { ModelHolder, ServedModel } from "../model/holder.ts";
import type { HttpMetrics } from "../platform/http-metrics.ts";
import type { Log } from "../platform/logging.ts";
import { requestIdOf } from "../platform/request-id.ts";
import type { RecommendationMetrics } from "./metrics.ts";
import { isSeen, type Question } from "./question.ts";
import type { RecommendationIds } from "./recommendation-id.ts";
import type { Recommendations } from "./schema.ts";

/** What a list depends on, beside its question. */
interface State {
  readonly model: ServedModel;
  /** Of the catalogue. */
  readonly revision: number;
  /** Of what the customer did; undefined where nothing is known of them, and where the question names none. */
  readonly activity: string | undefined;
}

interface Answer extends State {
  readonly customerId: string | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** Of the answer as it was sent first, and of others; its tag and the request's id are set each time. */
  readonly headers: Headers;
  /** Counts and logs one more list. */
  readonly answered: (requestId: string, status: number, milliseconds: number) => void;
}

export interface StoredAnswersServices {
  readonly store: Pick<Store, "activity">;
  readonly models: ModelHolder;
  readonly keyring: Keyring;
  readonly metrics: RecommendationMetrics;
  readonly feedback: Feedback;
  readonly http: HttpMetrics;
  readonly log: Log;
  readonly newId: () => string;
  readonly recommendationIds: RecommendationIds;
  readonly registry: Registry;
}

/** Bytes of the bodies that are kept: of twenty thousand pages of a shop. */
const MOST_BYTES = 64 * 1024 * 1024;

export class StoredAnswers {
  readonly #services: StoredAnswersServices;
  /** By address, oldest first. */
  readonly #answers = new Map<string, Answer>();
  /** Equal headers are kept once, by their text: twelve thousand answers do not fit into the processor's caches twice. */
  readonly #headers = new Map<string, Headers>();
  readonly #sentAgain: Counter;
  #bytes = 0;

  constructor(services: StoredAnswersServices) {
    this.#services = services;
    this.#sentAgain = new Counter({
      name: "aisle_kept_answers_sent_total",
      help: "Lists that were sent again as they had been made before.",
      registers: [services.registry],
    });
  }

  /**
   * The answer to a request, if there is one that still holds; what Elysia would do with the request otherwise is for the
   * caller. It never is for a caller whose key does not let them ask.
   */
  find(request: Request): Response | Promise<Response | undefined> | undefined {
    if (request.method !== "GET") return undefined;
    const startedAt = performance.now();
    const key = keyOf(request);
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    const { models, store } = this.#services;
    if (answer.model !== models.current || answer.revision !== answer.model.catalogue.revision) {
      this.#forget(key, answer);
      return undefined;
    }
    if (answer.customerId === undefined) return this.#send(answer, request, startedAt);
    return store.activity(answer.customerId).then(
      (activity) => {
        if (activity === answer.activity) return this.#send(answer, request, startedAt);
        this.#forget(key, answer);
        return undefined;
      },
      // Whoever makes the list anew says what is wrong with the store.
      () => undefined,
    );
  }

  /** What a list that is made after this call will depend on; undefined when it is not to be kept. */
  async state(question: Question): Promise<State | undefined> {
    const { customerId, filter = {} } = question.rules;
    const model = this.#services.models.current;
    // Days since a purchase pass without anything happening.
    if (model === undefined || asksAboutCustomer(filter)) return undefined;
    const state = { model, revision: model.catalogue.revision, activity: undefined };
    if (customerId === undefined) return state;
    return await this.#services.store.activity(customerId).then(
      (activity) => ({ ...state, activity }),
      () => undefined,
    );
  }

  /**
   * Keeps a list that was made after `state` was taken, and returns it. Headers are those of the answer under way, to
   * which those for caches are added.
   */
  keep(
    request: Request,
    headers: Record<string, unknown>,
    {
      state,
      question,
      list,
      route,
    }: { state: State | undefined; question: Question; list: Recommendations; route: string },
  ): Response {
    // The id comes first, where it is replaced each time.
    const { recommendationId, ...rest } = list;
    const body = encoder.encode(JSON.stringify({ recommendationId, ...rest }));
    headers["content-type"] = "application/json";
    // A list with warnings is of a question that should be put right, or of a moment without the store.
    if (state === undefined || list.warnings !== undefined || state.model !== this.#services.models.current)
      return new Response(body);
    const etag = `"${Bun.hash(body.subarray(ID_BEGINS + recommendationId.length)).toString(36)}"`;
    // A browser may keep it but has to ask whether it still holds; nobody in between may.
    headers["cache-control"] = "private, no-cache";
    headers["etag"] = etag;
    const { metrics, feedback, http, log } = this.#services;
    const kind = { method: "GET", route, status: 200 };
    const sent = http.counterOf(kind);
    const unchanged = http.counterOf({ ...kind, status: 304 });
    const lists = metrics.lists(question.rules.placement ?? question.placement, list.strategy);
    const impressions = isSeen(question, list.items.length) ? feedback.impressions(state.model) : undefined;
    const answer: Answer = {
      ...state,
      customerId: question.rules.customerId,
      body,
      etag,
      headers: this.#headersLike(headers),
      answered: (requestId, status, milliseconds) => {
        lists.inc();
        // Who is told that the old one still holds shows the list of that id again.
        if (status === 200) impressions?.inc();
        (status === 304 ? unchanged : sent)(milliseconds / 1000);
        log.debug("request", { requestId, method: "GET", route, status, milliseconds });
      },
    };
    this.#remember(keyOf(request), answer);
    return new Response(body);
  }

  /** Forgets all: they are of a model that no longer serves, and hold on to it. */
  clear(): void {
    this.#answers.clear();
    this.#headers.clear();
    this.#bytes = 0;
  }

  #send(answer: Answer, request: Request, startedAt: number): Response | undefined {
    const { keyring, newId, recommendationIds } = this.#services;
    if (!keyring.lets(request.headers.get("authorization"), "recommend")) return undefined;
    const { headers, body, etag } = answer;
    const requestId = requestIdOf(request, newId);
    headers.set("x-request-id", requestId);
    headers.set("etag", etag);
    const held = request.headers.get("if-none-match");
    let response: Response;
    if (held !== null && holds(held, etag)) response = new Response(null, { status: 304, headers });
    else {
      // Each reader gets a list of their own, as long as any other of the model; a response copies what it is made of.
      encoder.encodeInto(recommendationIds.issue(answer.model), body.subarray(ID_BEGINS));
      response = new Response(body, { headers });
    }
    this.#sentAgain.inc();
    answer.answered(requestId, response.status, performance.now() - startedAt);
    return response;
  }

  #headersLike(headers: Record<string, unknown>): Headers {
    const { etag: _, "x-request-id": __, ...same } = headers;
    const key = JSON.stringify(same);
    let kept = this.#headers.get(key);
    if (kept === undefined) {
      kept = new Headers(Object.entries(same).map(([name, value]) => [name, String(value)]));
      this.#headers.set(key, kept);
    }
    return kept;
  }

  #remember(key: string, answer: Answer): void {
    const before = this.#answers.get(key);
    if (before !== undefined) this.#forget(key, before);
    this.#answers.set(key, answer);
    this.#bytes += answer.body.length;
    for (const [oldest, old] of this.#answers) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest, old);
    }
  }

  #forget(key: string, answer: Answer): void {
    if (this.#answers.delete(key)) this.#bytes -= answer.body.length;
  }
}

/** Pages of different origins get different headers. */
function keyOf(request: Request): string {
  const origin = request.headers.get("origin");
  return origin === null ? request.url : `${request.url} ${origin}`;
}

const encoder = new TextEncoder();
const ID_BEGINS = '{"recommendationId":"'.length;

/** RFC 9110, 13.1.2: any of a list of tags, compared without regard to their strength. */
function holds(held: string, etag: string): boolean {
  return (
    held === etag || held === "*" || held.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
  );
}
