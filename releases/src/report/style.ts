// The pages' style sheet, in the page itself: a report that is saved or sent on looks the same.

import { CHART_STYLE } from "@aisle/platform/charts";

export const STYLE = `
:root { color-scheme: light dark; --paper: #faf7f0; --card: #fff; --ink: #1e1c18; --soft: #625d52; --line: #e4decf;
  --green: #12664f; --green-wash: #e6f0e9; --amber: #8a5200; --amber-wash: #fdf0d2; --red: #a3301f; --red-wash: #fbe7e2; --blue: #3a62a8 }
@media (prefers-color-scheme: dark) { :root { --paper: #161714; --card: #20221e; --ink: #f0ede4; --soft: #aca798; --line: #35372f;
  --green: #6cc5a3; --green-wash: #1c2a24; --amber: #f0bd62; --amber-wash: #362b14; --red: #f1897a; --red-wash: #3a1f1a; --blue: #8fb1ee } }
*, *::before, *::after { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif }
main, header { max-width: 60rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 1rem; color: var(--soft) }
main { padding-bottom: 4rem }
h1, h2 { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, ui-serif, Georgia, serif; line-height: 1.2; text-wrap: balance }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.2rem); margin: .6rem 0 }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem }
a { color: var(--blue) }
.verdict { display: inline-block; padding: .1rem .7rem; border-radius: 99px; font-weight: 600; white-space: nowrap }
.promoted { color: var(--green); background: var(--green-wash) }
.rolled-back { color: var(--red); background: var(--red-wash) }
.running, .superseded { color: var(--amber); background: var(--amber-wash) }
.reason { font-size: 1.1rem; overflow-wrap: anywhere }
.soft { color: var(--soft) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: .8rem 1rem; overflow-x: auto }
.card + .card { margin-top: .8rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
thead th { border-top: 0; color: var(--soft); font-weight: 500 }
tbody th { font-weight: 500; white-space: nowrap }
td.who { white-space: nowrap }
th.what { white-space: normal }
td.number, th.number { text-align: right; white-space: nowrap }
tr.warning td { color: var(--red) }
code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace }
${CHART_STYLE}
.trouble { color: var(--red) }
@media (max-width: 36rem) { td, th { padding-right: .5rem } tbody th { white-space: normal; overflow-wrap: normal } .wide { display: none } }
`;
