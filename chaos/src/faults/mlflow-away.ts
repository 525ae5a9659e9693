// MLflow hangs, then is gone: serving does not ask it for anything.
import { createClient } from "@aisle/client";
import { type Fault, holds } from "../fault.ts";
import { customersOf } from "../place/scene.ts";
import { startService } from "../place/service.ts";

const LISTS = 200;

export const mlflowAway: Fault = {
  name: "mlflow-away",
  about: "MLflow hangs, then is gone: serving does not care",
  async run(scene) {
    const { storeUrl, signal } = scene;
    let asked = 0;
    // Takes connections and says nothing, which is worse for who depends on it than refusing them.
    const mlflow = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: () => void (asked += 1), data: () => undefined },
    });
    try {
      await using service = await startService({
        storeUrl,
        pointer: scene.point(scene.bundle, "1"),
        environment: { MLFLOW_TRACKING_URI: `http://127.0.0.1:${mlflow.port}` },
        signal,
      });
      const client = createClient({ baseUrl: service.url, retries: 0 });
      const customers = customersOf(scene, LISTS / 4);
      const lists = async () => {
        let good = 0;
        for (let at = 0; at < LISTS; at++) {
          const { items } = await client.recommend(
            { customerId: customers[at % customers.length]! },
            { signal },
          );
          if (items.length > 0) good += 1;
        }
        return good;
      };
      const hanging = await lists();
      mlflow.stop(true);
      const gone = await lists();
      const { http } = await service.readiness();
      return [
        holds("lists while it hangs", hanging === LISTS, `${hanging} of ${LISTS}`, "all"),
        holds("lists while it is gone", gone === LISTS && http === 200, `${gone} of ${LISTS}`, "all"),
        holds("connections to it", asked === 0, String(asked), "none"),
      ];
    } finally {
      mlflow.stop(true);
    }
  },
};
