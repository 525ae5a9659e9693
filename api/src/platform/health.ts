// Probes, on the internal port: whether the process lives, and whether it should get requests.
import { Elysia } from "elysia";

/** Why the process should get no requests now; empty when it should. */
export type NotReady = () => readonly string[];

export interface Health {
  /** As `NotReady` says. */
  readonly notReady: readonly string[];
  /** What of the service does not work now, while it should still get requests; empty when all does. */
  readonly degraded: readonly string[];
}

export const healthRoutes = (health: () => Health | Promise<Health>) =>
  new Elysia({ name: "health" })
    .get("/health/live", () => ({ status: "live" }))
    .get("/health/ready", async ({ set }) => {
      const { notReady, degraded } = await health();
      if (notReady.length === 0)
        return { status: degraded.length === 0 ? "ready" : "degraded", reasons: degraded };
      set.status = 503;
      return { status: "not ready", reasons: notReady };
    });
