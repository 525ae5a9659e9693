// Charts as SVG on pages that a server writes, each with the figures behind it.
export { ColumnChart } from "./column-chart.tsx";
export type { Point, Series, Tone } from "./figure.tsx";
export { AREA, Frame, px } from "./frame.tsx";
export { IntervalChart, type IntervalRow } from "./interval-chart.tsx";
export { LineChart } from "./line-chart.tsx";
export { linear, logarithmic } from "./scale.ts";
export { CHART_STYLE } from "./style.ts";
