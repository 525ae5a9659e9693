// What Flagger and Alertmanager tell the desk, and what Flagger asks it.
import { isPossibleEventTime } from "@aisle/contract";
import { readBoundedText, redactUrls, TooLongError } from "@aisle/platform";
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Desk } from "../desk/desk.ts";
import { oneLine } from "../platform/one-line.ts";
import { hasSecret } from "./authentication.ts";

export type Sender = "flagger" | "alertmanager";

export interface WebhookOptions {
  readonly desk: Pick<Desk, "hear" | "hearAlerts" | "whyStop" | "whyWait">;
  readonly flaggerToken: string | undefined;
  readonly alertmanagerToken: string | undefined;
  /** The only canary that is listened to. */
  readonly canary: { readonly namespace: string; readonly name: string };
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Told of what a sender with the secret sent and nobody can use: why, and the beginning of it in one line. */
  readonly onRefused: (sender: Sender, reason: string, sent: string) => void;
}

/** Alertmanager groups alerts; a group of hundreds is still less. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_SHOWN = 500;
const MAX_NAME = 253;
const name = v.pipe(v.string(), v.maxLength(MAX_NAME));

/** As flagger's `CanaryWebhookPayload`. */
const FlaggerPayload = v.object({
  name,
  namespace: name,
  phase: v.optional(name, ""),
  metadata: v.optional(
    v.nullable(
      v.object({
        eventMessage: v.optional(v.string()),
        eventType: v.optional(name),
        timestamp: v.optional(v.string()),
      }),
    ),
    {},
  ),
});

const MAX_TEXT = 4_000;
const MAX_LABELS = 100;
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const labels = v.pipe(
  v.record(name, text),
  v.check((all) => Object.keys(all).length <= MAX_LABELS, `at most ${MAX_LABELS}`),
);
/** As Alertmanager's webhook, version 4. */
const AlertmanagerPayload = v.object({
  alerts: v.pipe(
    v.array(
      v.object({
        status: v.picklist(["firing", "resolved"]),
        labels,
        annotations: v.optional(labels, {}),
        startsAt: v.pipe(v.string(), v.maxLength(64), v.transform(Date.parse)),
        fingerprint: v.pipe(v.string(), v.maxLength(64)),
      }),
    ),
    v.maxLength(1_000),
  ),
});

/** Flagger's are milliseconds in digits. */
const timeOf = (timestamp: string): number => (/^\d{1,16}$/.test(timestamp) ? Number(timestamp) : Number.NaN);
const NO_TIME = "is no time that this can have happened at: the desk's clock says";

/** Flagger takes everything above 202 for "no". */
const NO = 409;

export function webhookRoutes(options: WebhookOptions) {
  const { desk, flaggerToken, alertmanagerToken, canary, clock, onRefused } = options;
  const say = (status: number, words: string): Response => new Response(`${words}\n`, { status });
  const ofUs = (payload: { readonly name: string; readonly namespace: string }): boolean =>
    payload.name === canary.name && payload.namespace === canary.namespace;
  /** Refuses, or parses and answers. A text instead of an answer is why the payload is of no use. */
  const listen =
    <Schema extends v.GenericSchema>(
      sender: Sender,
      schema: Schema,
      answer: (payload: v.InferOutput<Schema>) => Response | string,
    ) =>
    async ({ request }: { readonly request: Request }): Promise<Response> => {
      const secret = sender === "flagger" ? flaggerToken : alertmanagerToken;
      if (!hasSecret(request.headers.get("authorization"), secret))
        return say(401, "This webhook takes its sender's secret only: FLAGGER_TOKEN, ALERTMANAGER_TOKEN.");
      const refuse = (status: number, reason: string, sent: string): Response => {
        onRefused(sender, reason, oneLine(redactUrls(sent), MAX_SHOWN));
        return say(status, reason);
      };
      const encoding = request.headers.get("content-encoding") ?? "identity";
      if (encoding.toLowerCase() !== "identity")
        return refuse(415, "This webhook reads plain JSON, without a content-encoding.", encoding);
      const body = await readBoundedText(request, MAX_BODY_BYTES).catch((error: unknown) => {
        if (error instanceof TooLongError) return undefined;
        throw error;
      });
      if (body === undefined)
        return refuse(413, `This webhook reads at most ${MAX_BODY_BYTES} bytes.`, "more than that");
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), body);
      const answered = parsed.success ? answer(parsed.output) : v.summarize(parsed.issues);
      return typeof answered === "string" ? refuse(400, oneLine(answered, MAX_TEXT), body) : answered;
    };
  const notOurs = (): Response => say(NO, `This desk is of ${canary.namespace}/${canary.name}.`);

  return new Elysia({ prefix: "/webhooks" })
    .post(
      "/flagger",
      listen("flagger", FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const { eventMessage, eventType, timestamp } = payload.metadata ?? {};
        if (eventMessage === undefined)
          return "This is no event of Flagger's: metadata.eventMessage is missing.";
        const now = clock();
        const at = timestamp === undefined ? now : timeOf(timestamp);
        if (!isPossibleEventTime(at, now))
          return `metadata.timestamp ${JSON.stringify(timestamp)} ${NO_TIME} ${now}.`;
        desk.hear({
          at,
          by: "Flagger",
          isWarning: eventType === "Warning",
          message: oneLine(eventMessage, MAX_TEXT),
        });
        return say(200, "kept");
      }),
      { parse: "none" },
    )
    .post(
      "/flagger/rollback",
      listen("flagger", FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const reason = desk.whyStop();
        return reason === undefined ? say(NO, "nothing speaks against it") : say(200, reason);
      }),
      { parse: "none" },
    )
    .post(
      "/flagger/confirm-promotion",
      listen("flagger", FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const reason = desk.whyWait();
        return reason === undefined ? say(200, "it may be promoted") : say(NO, reason);
      }),
      { parse: "none" },
    )
    .post(
      "/alertmanager",
      listen("alertmanager", AlertmanagerPayload, ({ alerts }) => {
        const now = clock();
        const odd = alerts.find(({ startsAt }) => !isPossibleEventTime(startsAt, now));
        if (odd !== undefined)
          return `startsAt of ${odd.labels["alertname"] ?? "an alert"} ${NO_TIME} ${new Date(now).toISOString()}.`;
        desk.hearAlerts(
          alerts.map(({ status, ...alert }) => ({
            ...alert,
            isFiring: status === "firing",
            name: oneLine(alert.labels["alertname"] ?? "alert", MAX_NAME),
            heardAt: now,
          })),
        );
        return say(200, "kept");
      }),
      { parse: "none" },
    );
}
