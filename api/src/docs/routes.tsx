// The reference for people, at /docs: rendered here, with nothing from elsewhere and no script.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Elysia } from "elysia";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Document } from "./document.ts";
import { BASE } from "./example.ts";
import { Reference } from "./reference.tsx";

const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A host as the examples may name it: it stands inside quotes of a shell. */
const HOST = /^[a-z0-9.:[\]-]{1,100}$/i;

async function rendering(content: HtmlEscapedString | Promise<HtmlEscapedString>): Promise<string> {
  return `<!doctype html>${(await content).toString()}`;
}

/** GET /docs and its style sheet. `document` is asked for once, at the first request. */
export function docsRoutes(document: () => Document) {
  const style = readFileSync(join(import.meta.dir, "style.css"), "utf8");
  const stylePath = `/docs/style-${createHash("sha256").update(style).digest("hex").slice(0, 12)}.css`;
  let page: string | undefined;
  const rendered = async (): Promise<string> =>
    (page ??= await rendering(<Reference document={document()} stylePath={stylePath} />));

  return new Elysia({ name: "docs" })
    .get(
      "/docs",
      async ({ request, set }) => {
        const reference = await rendered();
        set.headers["content-type"] = "text/html; charset=utf-8";
        set.headers["content-security-policy"] = POLICY;
        const host = request.headers.get("host") ?? "";
        return HOST.test(host) ? reference.replaceAll(BASE, `http://${host}`) : reference;
      },
      { detail: { operationId: "docs", hide: true } },
    )
    .get(
      stylePath,
      ({ set }) => {
        set.headers["content-type"] = "text/css; charset=utf-8";
        set.headers["cache-control"] = "public, max-age=31536000, immutable";
        return style;
      },
      { detail: { operationId: "docsStyle", hide: true } },
    );
}
