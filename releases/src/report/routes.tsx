// The pages and their machine-readable twins: the list, and each release as HTML, JSON and Markdown.
import { Elysia } from "elysia";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Desk } from "../desk/desk.ts";
import type { Journal } from "../journal/journal.ts";
import type { Release } from "../journal/types.ts";
import { ListPage } from "./list.tsx";
import { markdownOf } from "./markdown.ts";
import { ReportPage } from "./page.tsx";
import { reportOf } from "./report.ts";

export interface ReportOptions {
  readonly journal: Journal;
  readonly desk: Pick<Desk, "troubles" | "waitsFor">;
  readonly environment: string;
  readonly addressOf: (release: Release) => string | undefined;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

const PAGE = 50;
const SHOWN_ALERTS = 10;

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

export function reportRoutes({ journal, desk, environment, addressOf, clock }: ReportOptions) {
  const html = async (content: HtmlEscapedString | Promise<HtmlEscapedString>): Promise<Response> =>
    new Response(`<!doctype html>${(await content).toString()}`, {
      headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" },
    });
  const notFound = (): Response =>
    new Response("There is no such release.\n", { status: 404, headers: HEADERS });
  /** One more than fits tells that there are more. */
  const pageOf = (
    query: Readonly<Record<string, string>>,
  ): { releases: readonly Release[]; olderThan?: number } => {
    const before = Number(query["before"]) || undefined;
    const found = journal.releases(PAGE + 1, before);
    const releases = found.slice(0, PAGE);
    return found.length > PAGE ? { releases, olderThan: releases.at(-1)!.id } : { releases };
  };

  return new Elysia()
    .get("/", ({ query }) => {
      const { releases, olderThan } = pageOf(query);
      return html(
        <ListPage
          environment={environment}
          releases={releases}
          olderThan={olderThan}
          alerts={journal.alerts(SHOWN_ALERTS)}
          troubles={desk.troubles}
          waitsFor={desk.waitsFor}
          now={clock()}
        />,
      );
    })
    .get("/releases.json", ({ query }) => {
      const { releases, olderThan } = pageOf(query);
      return Response.json({ environment, releases, olderThan }, { headers: HEADERS });
    })
    .get("/releases/:file", ({ params }) => {
      const [, id, kind] = /^(\d{1,15})(\.json|\.md)?$/.exec(params.file) ?? [];
      const release = id === undefined ? undefined : journal.release(Number(id));
      if (release === undefined) return notFound();
      const report = reportOf(journal, release, environment, clock());
      switch (kind) {
        case ".json":
          return Response.json(report, { headers: HEADERS });
        case ".md":
          return new Response(markdownOf(report, addressOf(release)), {
            headers: { ...HEADERS, "content-type": "text/markdown; charset=utf-8" },
          });
        default:
          return html(<ReportPage report={report} />);
      }
    });
}
