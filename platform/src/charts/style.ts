// What charts look like. The page gives the colours: --soft, --ink, --line, --green, --blue, --amber, --red.
// Without quotes, & and >, which a page that has it in itself would escape.

export const CHART_STYLE = `
figure { margin: 1rem 0 1.6rem; } figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; } svg text { font-size: 13px; fill: var(--soft); }
.grid line { stroke: var(--line); } .stage line { stroke: var(--soft); stroke-dasharray: 2 4; } .stage text { fill: var(--ink); }
.limit line { stroke: var(--red); stroke-dasharray: 6 4; } .limit text { fill: var(--red); }
.one { --tone: var(--green); } .two { --tone: var(--blue); } .unsent { --tone: var(--line); } .three { --tone: var(--amber); } .good { --tone: var(--green); } .shed { --tone: var(--amber); } .failed { --tone: var(--red); } .soft { --tone: var(--soft); }
.line { fill: none; stroke: var(--tone); stroke-width: 2.2; stroke-linejoin: round; } .line.soft { stroke-dasharray: 5 4; } .column, .dot { fill: var(--tone); } .area { fill: var(--tone); opacity: .18; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0; padding: 0; list-style: none; color: var(--soft); font-size: .9rem; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; background: var(--tone); }
.behind { color: var(--soft); font-size: .9rem; overflow-x: auto; } .behind summary { cursor: pointer; } .behind caption { text-align: left; }
@media (max-width: 620px) { svg text { font-size: 22px; } svg .minor { display: none; } }
@media print { .behind { display: none; } }
`;
