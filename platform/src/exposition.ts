// Reads what a service says of itself at /metrics, in Prometheus's text format:
// https://prometheus.io/docs/instrumenting/exposition_formats/

export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const LINE = /^(?<name>[A-Za-z_:][\w:]*)(?:\{(?<labels>.*)\})?\s+(?<value>\S+)(?:\s+-?\d+)?$/;
const LABEL = /(?<name>[A-Za-z_]\w*)="(?<value>(?:[^"\\]|\\.)*)"/g;

/** All samples; lines that are none, and values that are no finite number, are left out. */
export function parseExposition(text: string): MetricSample[] {
  return text.split("\n").flatMap((line) => {
    const { name, labels = "", value } = LINE.exec(line)?.groups ?? {};
    const number = Number(value);
    if (name === undefined || !Number.isFinite(number)) return [];
    const pairs = [...labels.matchAll(LABEL)].map(
      ({ groups }) => [groups?.["name"] ?? "", unescaped(groups?.["value"] ?? "")] as const,
    );
    return [{ name, labels: new Map(pairs), value: number }];
  });
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
