// The little SVG that the plots need: elements with every text and attribute escaped.

export type Attributes = Readonly<Record<string, string | number>>;

/** One element; `content` is SVG already, so texts go in through `svgText`. Numbers keep two decimals. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  return content === ""
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${content}</${name}>`;
}

/** A text as SVG content, with what XML forbids replaced. */
export function svgText(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are the characters that XML 1.0 has no way to write
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

function attribute(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : svgText(value);
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What a reader who cannot see it should know. */
  readonly description: string;
  /** SVG elements. */
  readonly content: string;
}

/** A whole SVG document, which needs nothing from outside and reads on light and dark pages. */
export function svgDocument({ width, height, title, description, content }: Drawing): string {
  const labelled = { "aria-labelledby": "title desc", role: "img" };
  const style = { "font-family": "system-ui, sans-serif", "font-size": 12, fill: "#1f2933" };
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      ...labelled,
      ...style,
    },
    element("title", { id: "title" }, svgText(title)) +
      element("desc", { id: "desc" }, svgText(description)) +
      element("rect", { width, height, fill: "#ffffff" }) +
      element("text", { x: 16, y: 26, "font-size": 16, "font-weight": 600 }, svgText(title)) +
      content,
  );
}
