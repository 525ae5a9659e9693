// Waits until the API has switched to a promoted bundle.
import { createClient } from "@aisle/client";

const PATIENCE_MS = 15_000;
const PAUSE_MS = 200;

/** Resolves when the API at `apiUrl` serves the bundle with this digest; throws when it does not in time. */
export async function awaitSwitch(
  { apiUrl, apiKey }: { readonly apiUrl: string; readonly apiKey?: string | undefined },
  digest: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const client = createClient({ baseUrl: apiUrl, apiKey });
  const deadline = performance.now() + patienceMs;
  let last = "nothing yet";
  while (performance.now() < deadline) {
    try {
      const model = await client.model();
      if (model.digest === digest) return;
      last = model.digest;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await Bun.sleep(PAUSE_MS);
  }
  throw new Error(
    `the model is promoted, but the API at ${apiUrl} does not serve it (${last}): is it running on the same AISLE_HOME?`,
  );
}
