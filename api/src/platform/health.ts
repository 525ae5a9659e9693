// Probes, on the internal port: whether the process lives, and whether it should get requests.
import { Elysia } from "elysia";

/** Why the process should get no requests now; empty when it should. */
export type NotReady = () => readonly string[];

export const healthRoutes = (notReady: NotReady) =>
  new Elysia({ name: "health" })
    .get("/health/live", () => ({ status: "live" }))
    .get("/health/ready", ({ set }) => {
      const reasons = [...notReady()];
      if (reasons.length === 0) return { status: "ready", reasons };
      set.status = 503;
      return { status: "not ready", reasons };
    });
