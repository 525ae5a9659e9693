// HTML responses: never cached, because one address answers with a document or a part of it, and by visitor.
import type { HtmlEscapedString } from "hono/utils/html";

/** What JSX evaluates to; every text and attribute in it is escaped when it is rendered. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

interface HtmlOptions {
  /** Absent means 200. */
  readonly status?: number | undefined;
  /** `Set-Cookie` headers. */
  readonly cookies?: readonly string[];
  /** Begins with a doctype. */
  readonly document?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Renders JSX into a response. */
export async function html(content: Markup, options: HtmlOptions = {}): Promise<Response> {
  const text = (await content).toString();
  const headers = new Headers(options.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("cache-control", "no-store");
  for (const cookie of options.cookies ?? []) headers.append("set-cookie", cookie);
  return new Response(options.document ? `<!doctype html>${text}` : text, {
    status: options.status ?? 200,
    headers,
  });
}

/** Sends the browser on to a page of this shop with GET, after a form was posted without scripts. */
export function redirect(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** Has htmx open another page of this shop, instead of showing a part of this one. */
export const goTo = (path: string): Response =>
  new Response(null, { headers: { "hx-redirect": path, "cache-control": "no-store" } });

/** Whether htmx asked, and a part of a page is the right answer. */
export function isHtmx(request: Request): boolean {
  return request.headers.get("hx-request") === "true";
}
