/** One measured series as every bench prints it. */
export interface Figures {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export function figures(bench: string, name: string, unit: string, values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN);
  return { bench, case: name, unit, n: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

const round = (value: number): number => Math.round(value * 10) / 10;
