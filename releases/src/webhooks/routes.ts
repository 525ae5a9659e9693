// What Flagger and Alertmanager tell the desk, and what Flagger asks it.
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Desk } from "../desk/desk.ts";
import { hasSecret } from "./authentication.ts";

export interface WebhookOptions {
  readonly desk: Pick<Desk, "hear" | "hearAlerts" | "whyStop" | "whyWait">;
  readonly flaggerToken: string | undefined;
  readonly alertmanagerToken: string | undefined;
  /** The only canary that is listened to. */
  readonly canary: { readonly namespace: string; readonly name: string };
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** As flagger's `CanaryWebhookPayload`. */
const FlaggerPayload = v.object({
  name: v.string(),
  namespace: v.string(),
  phase: v.optional(v.string(), ""),
  metadata: v.optional(v.nullable(v.record(v.string(), v.string())), {}),
});

const LONGEST = 4_000;
const text = v.pipe(v.string(), v.maxLength(LONGEST));
const time = v.pipe(
  v.string(),
  v.check((given) => !Number.isNaN(Date.parse(given)), "a time"),
  v.transform((given) => Date.parse(given)),
);
/** As Alertmanager's webhook, version 4. */
const AlertmanagerPayload = v.object({
  alerts: v.pipe(
    v.array(
      v.object({
        status: v.picklist(["firing", "resolved"]),
        labels: v.record(v.string(), text),
        annotations: v.optional(v.record(v.string(), text), {}),
        startsAt: time,
        fingerprint: v.pipe(v.string(), v.maxLength(64)),
      }),
    ),
    v.maxLength(1_000),
  ),
});

/** Flagger takes everything above 202 for "no". */
const NO = 409;

export function webhookRoutes({ desk, flaggerToken, alertmanagerToken, canary, clock }: WebhookOptions) {
  const say = (status: number, words: string): Response => new Response(`${words}\n`, { status });
  const ofUs = ({ name, namespace }: { readonly name: string; readonly namespace: string }): boolean =>
    name === canary.name && namespace === canary.namespace;
  /** Refuses, or parses and answers. */
  const listen =
    <Schema extends v.GenericSchema>(
      secret: string | undefined,
      schema: Schema,
      answer: (payload: v.InferOutput<Schema>) => Response,
    ) =>
    async ({ request }: { readonly request: Request }): Promise<Response> => {
      if (!hasSecret(request.headers.get("authorization"), secret))
        return say(401, "This webhook takes its sender's secret only: FLAGGER_TOKEN, ALERTMANAGER_TOKEN.");
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await request.text());
      return parsed.success ? answer(parsed.output) : say(400, v.summarize(parsed.issues));
    };
  const notOurs = (): Response => say(NO, `This desk is of ${canary.namespace}/${canary.name}.`);

  return new Elysia({ prefix: "/webhooks" })
    .post(
      "/flagger",
      listen(flaggerToken, FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const { eventMessage, eventType, timestamp } = payload.metadata ?? {};
        if (eventMessage === undefined)
          return say(400, "This is no event of Flagger's: metadata.eventMessage is missing.");
        desk.hear({
          at: Number(timestamp) || clock(),
          by: "Flagger",
          isWarning: eventType === "Warning",
          message: eventMessage.slice(0, LONGEST),
        });
        return say(200, "kept");
      }),
      { parse: "none" },
    )
    .post(
      "/flagger/rollback",
      listen(flaggerToken, FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const reason = desk.whyStop();
        return reason === undefined ? say(NO, "nothing speaks against it") : say(200, reason);
      }),
      { parse: "none" },
    )
    .post(
      "/flagger/confirm-promotion",
      listen(flaggerToken, FlaggerPayload, (payload) => {
        if (!ofUs(payload)) return notOurs();
        const reason = desk.whyWait();
        return reason === undefined ? say(200, "it may be promoted") : say(NO, reason);
      }),
      { parse: "none" },
    )
    .post(
      "/alertmanager",
      listen(alertmanagerToken, AlertmanagerPayload, ({ alerts }) => {
        desk.hearAlerts(
          alerts.map(({ status, labels, annotations, startsAt, fingerprint }) => ({
            fingerprint,
            startsAt,
            isFiring: status === "firing",
            name: labels["alertname"] ?? "alert",
            labels,
            annotations,
            heardAt: clock(),
          })),
        );
        return say(200, "kept");
      }),
      { parse: "none" },
    );
}
