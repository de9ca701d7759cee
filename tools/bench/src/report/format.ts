import { METRICS, type Metric } from "../figures/metrics.js";

/** Three significant digits, thousands apart. */
function formatNumber(value: number): string {
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(digits, 4) });
}

export function formatFigure(metric: Metric, value: number): string {
  const { unit } = METRICS[metric];
  if (unit === "ms" && value < 1) return `${formatNumber(value * 1_000)} us`;
  if (unit === "ms" && value >= 10_000) return `${formatNumber(value / 1_000)} s`;
  return unit === "" || unit === "/s" ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

export const formatShare = (share: number | undefined): string =>
  share === undefined ? "" : `${formatNumber(share)} x`;
