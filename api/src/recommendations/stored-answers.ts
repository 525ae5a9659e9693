// Lists that were asked for by GET, kept as they were sent, to be sent again while nothing they depend on has changed.
import { asksAboutCustomer } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import type { Registry } from "prom-client";
import type { Keyring } from "../keys/keyring.ts";
import type { Feedback, ShownLists } from "../model/feedback.ts";
import type { ServedModel } from "../model/holder.ts";
import type { HttpMetrics } from "../platform/http-metrics.ts";
import type { Log } from "../platform/logging.ts";
import { readGauge } from "../platform/read-gauge.ts";
import { requestIdOf } from "../platform/request-id.ts";
import { TalliedCounter, type Tally } from "../platform/tallied-counter.ts";
import type { RulesInForce } from "../rules/in-force.ts";
import type { RulesMetrics } from "../rules/metrics.ts";
import type { StandingRules } from "../rules/standing-rules.ts";
import { answerKey, asWritten } from "./answer-key.ts";
import type { RecommendationMetrics } from "./metrics.ts";
import { isSeen, type Question } from "./question.ts";
import type { ListLabel, RecommendationIds } from "./recommendation-id.ts";
import type { Recommendations } from "./schema.ts";

type Model = Pick<ServedModel, "version" | "track"> & {
  readonly catalogue: { readonly revision: number };
  readonly recommender: { readonly trendVersion: number };
};

/** What all lists depend on, beside their questions. */
interface CommonState {
  readonly model: Model;
  /** Of the catalogue. */
  readonly revision: number;
  /** The shop's own. */
  readonly rules: RulesInForce;
}

interface OwnState {
  /** Of the trends; undefined where the list is not about them. */
  readonly trend: number | undefined;
  /** Of what the customer did; undefined where the question names none. */
  readonly activity: string | undefined;
}

type State = CommonState & OwnState;

/** What kept answers have in common. */
interface Common extends CommonState {
  /** Headers that all have; those of one request are set each time. */
  readonly headers: Headers;
}

/** One of tens of thousands, which the garbage collector goes through: so it has no closures, and nothing that is common. */
interface Answer extends OwnState {
  readonly customerId: string | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** In milliseconds of a clock that does not go back. */
  readonly madeAt: number;
  readonly route: string;
  /** These count one more list. */
  readonly lists: Tally;
  readonly ruled: Tally | undefined;
  /** Without a counter for a list that nobody sees. */
  readonly shown: ShownLists | { readonly label: ListLabel; readonly impressions: undefined };
}

export interface StoredAnswersServices {
  readonly store: Pick<Store, "activity">;
  readonly models: { readonly current: Model | undefined };
  readonly keyring: Pick<Keyring, "lets">;
  readonly metrics: Pick<RecommendationMetrics, "lists">;
  readonly standing: Pick<StandingRules, "inForce">;
  readonly rulesMetrics: Pick<RulesMetrics, "ruled">;
  readonly feedback: Pick<Feedback, "shown">;
  readonly http: Pick<HttpMetrics, "counterOf">;
  readonly log: Log;
  readonly newId: () => string;
  readonly recommendationIds: RecommendationIds;
  readonly registry: Registry;
  /** The headers that every answer by a model has. */
  readonly headersBy: (model: Model) => Readonly<Record<string, string>>;
  /** Those that an answer has for the page that asks, beside them. */
  readonly crossOrigin: (request: Request) => Readonly<Record<string, string>>;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
}

/** Bytes of all that is kept: of twenty-five thousand pages of a shop or more. */
const MAX_BYTES = 96 * 1024 * 1024;
const MAX_ANSWERS = 40_000;
/** What an answer takes beside its body and its key, as measured. */
const ENTRY_BYTES = 512;
/** Memory comes in steps: a body takes so many times its length, as measured. */
const ALLOCATED = 1.25;
/**
 * An answer is freed after so long: what happens in other processes, such as an erasure, keeps it from being sent at once,
 * but nobody tells this one to free it.
 */
const MAX_AGE_MS = 10 * 60_000;

export class StoredAnswers {
  readonly #services: StoredAnswersServices;
  /** By `answerKey`, oldest first. */
  readonly #answers = new Map<string, Answer>();
  readonly #sentAgain: Tally;
  #bytes = 0;
  /** Undefined while there are no answers. */
  #common: Common | undefined;

  constructor(services: StoredAnswersServices) {
    const { registry } = services;
    this.#services = services;
    this.#sentAgain = new TalliedCounter(registry, {
      name: "aisle_kept_answers_sent_total",
      help: "Lists that were sent again as they had been made before.",
      labelNames: [],
    }).of({});
    readGauge(registry, {
      name: "aisle_kept_answers",
      help: "Lists that are kept to be sent again.",
      read: () => this.#answers.size,
    });
    readGauge(registry, {
      name: "aisle_kept_answers_bytes",
      help: "What the kept lists take, with their keys and all that belongs to them.",
      read: () => this.#bytes,
    });
  }

  /**
   * The answer to a request, if there is one that still holds; what Elysia would do with the request otherwise is for the
   * caller. It never is for a caller whose key does not let them ask.
   */
  find(request: Request): Response | Promise<Response | undefined> | undefined {
    if (request.method !== "GET") return undefined;
    const { store, now } = this.#services;
    const startedAt = now();
    const written = asWritten(request.url);
    // As the client writes them, and most others do, questions are keys already.
    let key: string | undefined = written;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      key = answerKey(written);
      if (key === undefined) return undefined;
      answer = this.#answers.get(key);
      if (answer === undefined) return undefined;
    }
    const common = this.#common;
    if (
      common === undefined ||
      this.#isStale(common, answer.trend) ||
      startedAt - answer.madeAt > MAX_AGE_MS
    ) {
      this.#forget(key, answer);
      return undefined;
    }
    if (answer.customerId === undefined) return this.#send(common, answer, request, startedAt);
    return store.activity(answer.customerId).then(
      (activity) => {
        if (activity === answer.activity) return this.#send(common, answer, request, startedAt);
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
    const trend = question.placement === "trending" ? model.recommender.trendVersion : undefined;
    const rules = this.#services.standing.inForce;
    const state = { model, revision: model.catalogue.revision, trend, rules, activity: undefined };
    if (customerId === undefined) return state;
    return await this.#services.store.activity(customerId).then(
      // Of nobody known: what they do while the list is made would be in it, and be sent again after their erasure.
      (activity) => (activity === undefined ? undefined : { ...state, activity }),
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
    headers["content-type"] = JSON_TYPE;
    // A list with warnings is of a question that should be put right, or of a moment without the store.
    if (state === undefined || list.warnings !== undefined || this.#isStale(state, state.trend))
      return new Response(body);
    const etag = `"${Bun.hash(body.subarray(ID_BEGINS + recommendationId.length)).toString(36)}"`;
    headers["cache-control"] = CACHE_CONTROL;
    headers["etag"] = etag;
    const key = answerKey(asWritten(request.url));
    if (key === undefined) return new Response(body);
    const { metrics, rulesMetrics, feedback, now } = this.#services;
    const isRuled = state.rules.of(question.placement, question.rules.placement) !== undefined;
    const { version, track } = state.model;
    const label = { version, track, placement: question.rules.placement ?? question.placement };
    this.#remember(key, state, {
      trend: state.trend,
      activity: state.activity,
      customerId: question.rules.customerId,
      body,
      etag,
      madeAt: now(),
      route,
      lists: metrics.lists(label.placement, list.strategy),
      ruled: isRuled ? rulesMetrics.ruled(question.placement) : undefined,
      shown: isSeen(question, list.items.length) ? feedback.shown(label) : { label, impressions: undefined },
    });
    return new Response(body);
  }

  /** Frees what would not be sent any more: all when the model, the catalogue or the rules have changed, and what is too old. */
  freeStale(): void {
    const { now } = this.#services;
    if (this.#common !== undefined && this.#isStale(this.#common, undefined)) this.#clear();
    const oldest = now() - MAX_AGE_MS;
    for (const [key, answer] of this.#answers) {
      if (answer.madeAt >= oldest) break;
      this.#forget(key, answer);
    }
  }

  /** Frees a customer's answers. */
  forgetCustomer(customerId: string): void {
    for (const [key, answer] of this.#answers)
      if (answer.customerId === customerId) this.#forget(key, answer);
  }

  #isStale({ model, revision, rules }: CommonState, trend: number | undefined): boolean {
    const { models, standing } = this.#services;
    if (model !== models.current || revision !== model.catalogue.revision) return true;
    if (rules !== standing.inForce) return true;
    return trend !== undefined && trend !== model.recommender.trendVersion;
  }

  #send(
    { headers: shared }: Common,
    answer: Answer,
    request: Request,
    startedAt: number,
  ): Response | undefined {
    const { keyring, newId, crossOrigin, now, recommendationIds, http, log } = this.#services;
    if (!keyring.lets(request.headers.get("authorization"), "recommend")) return undefined;
    const { body, etag, route, lists, ruled, shown } = answer;
    const { label, impressions } = shown;
    const requestId = requestIdOf(request, newId);
    const headers = withMore(shared, crossOrigin(request));
    headers.set("x-request-id", requestId);
    headers.set("etag", etag);
    const held = request.headers.get("if-none-match");
    lists.inc();
    ruled?.inc();
    let response: Response;
    if (held !== null && holds(held, etag)) response = new Response(null, { status: 304, headers });
    else {
      // Each reader gets a list of their own, as long as any other of its label; a response copies what it is made of.
      const id =
        impressions === undefined ? recommendationIds.issueUnseen(label) : recommendationIds.issue(label);
      encoder.encodeInto(id, body.subarray(ID_BEGINS));
      response = new Response(body, { headers });
      // Who is told that the old one still holds shows the list of that id again.
      impressions?.inc();
    }
    this.#sentAgain.inc();
    const { status } = response;
    const milliseconds = now() - startedAt;
    http.counterOf({ method: "GET", route, status })(milliseconds / 1000);
    log.debug("request", { requestId, method: "GET", route, status, milliseconds });
    return response;
  }

  /** An answer that is not stale. */
  #remember(key: string, { model, revision, rules }: CommonState, answer: Answer): void {
    this.freeStale();
    this.#common ??= {
      model,
      revision,
      rules,
      headers: new Headers({
        ...this.#services.headersBy(model),
        "content-type": JSON_TYPE,
        "cache-control": CACHE_CONTROL,
      }),
    };
    const before = this.#answers.get(key);
    if (before !== undefined) this.#forget(key, before);
    // A part of a text holds on to all of it, and so to a long host.
    const own = Buffer.from(key, "latin1").toString("latin1");
    this.#answers.set(own, answer);
    this.#bytes += bytesOf(own, answer);
    for (const [oldest, old] of this.#answers) {
      if (this.#bytes <= MAX_BYTES && this.#answers.size <= MAX_ANSWERS) break;
      this.#forget(oldest, old);
    }
  }

  #forget(key: string, answer: Answer): void {
    if (this.#answers.get(key) !== answer) return;
    this.#answers.delete(key);
    this.#bytes -= bytesOf(key, answer);
  }

  #clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
    this.#common = undefined;
  }
}

const bytesOf = (key: string, { body, customerId = "" }: Answer): number =>
  ALLOCATED * body.length + key.length + 2 * customerId.length + ENTRY_BYTES;

/** `headers` themselves where there are no more. */
function withMore(headers: Headers, more: Readonly<Record<string, string>>): Headers {
  let all = headers;
  for (const name in more) {
    if (all === headers) all = new Headers(headers);
    all.set(name, more[name]!);
  }
  return all;
}

const encoder = new TextEncoder();
const ID_BEGINS = '{"recommendationId":"'.length;
const JSON_TYPE = "application/json";
/** A browser may keep it but has to ask whether it still holds; nobody in between may. */
const CACHE_CONTROL = "private, no-cache";

/** RFC 9110, 13.1.2: any of a list of tags, compared without regard to their strength. */
function holds(held: string, etag: string): boolean {
  return (
    held === etag || held === "*" || held.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
  );
}
