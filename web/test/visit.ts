// A visit to the shop in a test: the real application over a fake API, and a visitor who keeps cookies.
import { moneyIn } from "../src/view/money.ts";
import { createClient, type Item } from "@aisle/client";
import { type AppOptions, createApp } from "../src/app.tsx";
import { loadAssets } from "../src/platform/assets.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";

export interface Visit extends AsyncDisposable {
  readonly api: FakeApi;
  readonly app: ReturnType<typeof createApp>;
  /** Errors that no page expected. */
  readonly unexpected: unknown[];
  readonly cookies: Map<string, string>;
  /** A page as the browser asks for it. */
  page(path: string): Promise<Answer>;
  /** A part of a page as htmx asks for it. */
  part(path: string): Promise<Answer>;
  /** A form as htmx sends it. */
  send(path: string, fields?: Fields): Promise<Answer>;
  /** A form as a browser without scripts sends it. */
  submit(path: string, fields?: Fields): Promise<Answer>;
  /** Any request, with the visitor's cookies. */
  request(path: string, init?: RequestInit): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Where the visited shop shows pictures from. */
export const IMAGE_ORIGINS = ["https://images.example"];

const HTMX = { "hx-request": "true", "hx-request-type": "partial" };
const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

export async function visitShop(
  items: readonly Item[],
  customers: readonly string[] = [],
  changes: Partial<AppOptions> = {},
): Promise<Visit> {
  const api = startFakeApi(items, customers);
  const unexpected: unknown[] = [];
  const app = createApp({
    client: createClient({ baseUrl: api.url, timeoutMs: 2_000, retries: 0 }),
    assets: await loadAssets(),
    hosts: undefined,
    consoleHosts: undefined,
    metricsUrl: `${api.url}/metrics`,
    prometheus: undefined,
    operations: undefined,
    sessions: undefined,
    mlflow: undefined,
    apiUrl: api.url,
    hasApiKey: false,
    now: Date.now,
    money: moneyIn("USD", "en-US"),
    imageOrigins: IMAGE_ORIGINS,
    uuid: () => crypto.randomUUID(),
    onUnexpected: (error) => unexpected.push(error),
    ...changes,
  });
  const cookies = new Map<string, string>();

  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", "localhost");
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await app.handle(new Request(`http://localhost${path}`, { ...init, headers }));
    for (const header of response.headers.getSetCookie()) {
      const { name, value } = Bun.Cookie.parse(header);
      if (value === "") cookies.delete(name);
      else cookies.set(name, encodeURIComponent(value));
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const post = (path: string, fields: Fields, headers: Record<string, string>) =>
    request(path, { method: "POST", headers: { ...headers, ...SAME_ORIGIN }, body: form(fields) });

  return {
    api,
    app,
    unexpected,
    cookies,
    request,
    page: (path) => request(path),
    part: (path) => request(path, { headers: HTMX }),
    send: (path, fields = {}) => post(path, fields, HTMX),
    submit: (path, fields = {}) => post(path, fields, {}),
    [Symbol.asyncDispose]: () => api.stop(),
  };
}

/** Item ids of the cards in a row, in order. */
export function cardsIn(html: string, rowId: string): string[] {
  const row = html.slice(html.indexOf(`id="${rowId}"`)).split("</section>")[0] ?? "";
  return [...row.matchAll(/data-item="([^"]*)"/g)].map(([, id]) => id ?? "");
}

function form(fields: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
}
