// The page of the data: what came in, what was frozen, whether it is fit to learn from, and how it changes.
import { Elysia } from "elysia";
import type { Shop } from "../../shop.ts";
import { readFigures } from "../figures/figures.ts";
import { consolePage } from "../frame.tsx";
import { askMlflow, type Mlflow } from "../mlflow/mlflow.ts";
import { DATA_PATH } from "../paths.ts";
import { ApiPart, FilesPart } from "./imports-part.tsx";
import { ReportPart } from "./report-part.tsx";
import { readReport } from "./report.ts";
import { dataVerdict } from "./verdict.ts";

const TITLE = "Data";

interface DataSources {
  /** undefined where none is named. */
  readonly mlflow: Mlflow | undefined;
  /** Where the API says how it does; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
}

/** GET /console/data. */
export const dataRoutes = (shop: Shop, { mlflow, metricsUrl }: DataSources) =>
  new Elysia({ name: "console-data" }).get(DATA_PATH, async () => {
    const [reported, figures] = await Promise.all([
      mlflow && askMlflow(() => readReport(mlflow)),
      metricsUrl === undefined ? undefined : readFigures(metricsUrl),
    ]);
    const known = reported?.ok ? reported.value : undefined;
    return consolePage(shop, {
      section: TITLE,
      title: TITLE,
      verdict: dataVerdict(reported, shop.now()),
      content: (
        <>
          {mlflow === undefined || known === undefined ? null : <ReportPart mlflow={mlflow} {...known} />}
          <FilesPart imports={known?.report.imports} />
          <ApiPart figures={figures} isNamed={metricsUrl !== undefined} now={shop.now()} />
        </>
      ),
    });
  });
