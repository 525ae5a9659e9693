// Probes, on the internal port: whether the process lives, and whether it should get requests.
import { Elysia } from "elysia";

/** Why the process should get no requests now; empty when it should. */
export type NotReady = () => readonly string[];

/** What of the service does not work now, while it should still get requests; empty when all does. */
export type Degraded = () => readonly string[];

export const healthRoutes = (notReady: NotReady, degraded: Degraded) =>
  new Elysia({ name: "health" })
    .get("/health/live", () => ({ status: "live" }))
    .get("/health/ready", ({ set }) => {
      const reasons = [...notReady()];
      if (reasons.length === 0) {
        const lacking = [...degraded()];
        return { status: lacking.length === 0 ? "ready" : "degraded", reasons: lacking };
      }
      set.status = 503;
      return { status: "not ready", reasons };
    });
