/** Both colour schemes; the viewer's decides. The colours keep their distance for the colour-blind, too. */
export const STYLE = `
  svg { --page: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d8dee4; --ours: #0b62d6; --peer: #b35900; --floor: #8b949e; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --ink: #f0f6fc; --soft: #9198a1; --grid: #30363d; --ours: #58a6ff; --peer: #e0923f; --floor: #6e7681; }
  }
  text { font: 12px system-ui, -apple-system, sans-serif; fill: var(--ink); }
  .page { fill: var(--page); }
  .title { font-size: 14px; font-weight: 600; }
  .soft { fill: var(--soft); font-size: 11px; }
  .grid { stroke: var(--grid); stroke-width: 1; }
  .ours { fill: var(--ours); }
  .peer { fill: var(--peer); }
  .floor { fill: var(--floor); }
  .stem { stroke: var(--grid); stroke-width: 2; }
`;
