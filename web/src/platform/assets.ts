// The page's script, style sheet and icon, served under names that carry their digest and so never go stale.
import { CHART_STYLE } from "@aisle/platform/charts";
import { join } from "node:path";

export interface Asset {
  /** Path under which it is served, such as `/assets/style-1a2b3c4d.css`. */
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Assets {
  readonly style: Asset;
  /** Of the console's pages, beside `style`. */
  readonly consoleStyle: Asset;
  readonly htmx: Asset;
  readonly icon: Asset;
  /** Shows drawings where photographs are broken. */
  readonly fallback: Asset;
}

const CSS = "text/css; charset=utf-8";

/** The cache-control of an address that names its content, so that browsers may keep it for good. */
export const FOR_GOOD = "public, max-age=31536000, immutable";

/** Names a content in addresses: 12 hex digits of its SHA-256. */
export const digestOf = (content: string | Uint8Array<ArrayBuffer>): string =>
  new Bun.CryptoHasher("sha256").update(content).digest("hex").slice(0, 12);

async function load(file: string, name: string, extension: string, type: string): Promise<Asset> {
  return assetOf(await Bun.file(file).bytes(), name, extension, type);
}

const assetOf = (body: Uint8Array<ArrayBuffer>, name: string, extension: string, type: string): Asset => ({
  path: `/assets/${name}-${digestOf(body)}.${extension}`,
  type,
  body,
});

/** The looks of charts, for them alone: their names are short. */
const CHARTS = `.charts { --blue: var(--content); ${CHART_STYLE} }\n`;

/** Reads the files once, at start. htmx comes from its npm package. */
export async function loadAssets(): Promise<Assets> {
  const layout = join(import.meta.dir, "..", "layout");
  const consoleCss = await Bun.file(join(layout, "..", "console", "console.css")).text();
  const htmx = Bun.fileURLToPath(import.meta.resolve("htmx.org/dist/htmx.min.js"));
  return {
    style: await load(join(layout, "style.css"), "style", "css", CSS),
    consoleStyle: assetOf(new TextEncoder().encode(consoleCss + CHARTS), "console", "css", CSS),
    htmx: await load(htmx, "htmx", "js", "text/javascript; charset=utf-8"),
    fallback: await load(
      join(layout, "..", "pictures", "fallback.js"),
      "pictures",
      "js",
      "text/javascript; charset=utf-8",
    ),
    icon: await load(join(layout, "icon.svg"), "icon", "svg", "image/svg+xml"),
  };
}

/** The asset's response. */
export function assetResponse(asset: Asset): Response {
  return new Response(asset.body, {
    headers: { "content-type": asset.type, "cache-control": FOR_GOOD },
  });
}
