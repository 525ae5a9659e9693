// The page's looks: light and dark, wide and narrow, on paper. Without quotes, & and >, which the page would escape.

import { CHART_STYLE } from "@aisle/platform/charts";

export const STYLE = `
:root { color-scheme: light dark; --ink: #1e1c18; --soft: #625d52; --paper: #faf7f0; --card: #fff; --line: #ddd6c6; --green: #12664f; --blue: #3a62a8; --amber: #a8641a; --red: #a3301f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0ede4; --soft: #aca798; --paper: #161714; --card: #20221e; --line: #35372f; --green: #6cc5a3; --blue: #8fb1ee; --amber: #e5a862; --red: #f1897a; } }
* { box-sizing: border-box; }
body { max-width: 860px; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { margin: 0; font-size: 1.9rem; } h2 { margin: 2.2rem 0 .6rem; font-size: 1.25rem; }
.verdict { margin: .3rem 0; font-size: 1.1rem; } .soft { color: var(--soft); } footer { margin-top: 2rem; font-size: .9rem; }
.held, .better { color: var(--green); font-weight: 700; } .missed, .worse { color: var(--red); font-weight: 700; } .not-measured, .same { color: var(--soft); }
.key { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.8rem, 1fr)); gap: .6rem; margin: 1.2rem 0 0; }
.key div { padding: .6rem .8rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.key dt { color: var(--soft); font-size: .85rem; } .key dd { margin: 0; font-size: 1.2rem; font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; font-size: .9rem; } tbody th { font-weight: 500; }
.wide { overflow-x: auto; } .figures { font-variant-numeric: tabular-nums; overflow-wrap: normal; white-space: nowrap; }
.figures td, .figures thead th:not(:first-child) { text-align: right; }
${CHART_STYLE}
@media (max-width: 620px) {
  .stacked thead { display: none; } .stacked tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .stacked th, .stacked td { display: block; padding: 0; border: 0; }
  .stacked td::before { content: attr(data-name); margin-right: .5em; color: var(--soft); }
}
@media print { body { max-width: none; margin: 0; } figure, tr { break-inside: avoid; } }
`;
