// Starts and stops made-up customers.
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Shop } from "../../shop.ts";
import { refusalOf } from "../ask.ts";
import { troublePage } from "../frame.tsx";
import { redirect } from "../http.ts";
import type { OperationsClient } from "../operations/operations.ts";
import { OVERVIEW_PATH, SIMULATION_PATH } from "../paths.ts";

export const simulationRoutes = (shop: Shop, operations: OperationsClient) =>
  new Elysia({ name: "console-simulation" }).post(
    SIMULATION_PATH,
    async ({ body }) => {
      const refusal = await refusalOf(shop);
      if (refusal !== undefined) return troublePage(shop, "Overview", TITLE, refusal);
      if (body.do === "start") {
        const begun = await operations.begin({ kind: "simulate" });
        return begun.ok ? redirect(OVERVIEW_PATH) : troublePage(shop, "Overview", TITLE, begun.trouble);
      }
      const state = await operations.state();
      if (!state.ok) return troublePage(shop, "Overview", TITLE, state.trouble);
      // Nothing but them: a form that was open for long must not stop a retrain.
      if (state.value.current?.kind === "simulate") {
        const stopped = await operations.stop();
        if (!stopped.ok && stopped.trouble.kind !== "changed")
          return troublePage(shop, "Overview", TITLE, stopped.trouble);
      }
      return redirect(OVERVIEW_PATH);
    },
    { body: v.object({ do: v.picklist(["start", "stop"]) }) },
  );

const TITLE = "Simulated customers";
