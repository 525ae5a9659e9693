// Probes: whether the process lives, and whether it should get requests.
import { Elysia } from "elysia";
import * as v from "valibot";

/** Why the process should get no requests now; empty when it should. */
export type NotReady = () => readonly string[];

const Live = v.object({ status: v.literal("live") });
const Ready = v.object({ status: v.picklist(["ready", "not ready"]), reasons: v.array(v.string()) });

export const healthRoutes = (notReady: NotReady) =>
  new Elysia({ name: "health" })
    .get("/health/live", () => ({ status: "live" as const }), {
      response: { 200: Live },
      detail: { tags: ["Health"], summary: "Whether the process lives", operationId: "live" },
    })
    .get(
      "/health/ready",
      ({ set }) => {
        const reasons = [...notReady()];
        if (reasons.length === 0) return { status: "ready" as const, reasons };
        set.status = 503;
        return { status: "not ready" as const, reasons };
      },
      {
        response: { 200: Ready, 503: Ready },
        detail: { tags: ["Health"], summary: "Whether it should get requests", operationId: "ready" },
      },
    );
