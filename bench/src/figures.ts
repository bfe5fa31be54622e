/** One measured series as every bench prints it. */
export interface Figures {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

export function figures(bench: string, name: string, unit: string, values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN);
  return { bench, case: name, unit, n: sorted.length, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}

/** The same line with what was aimed at, and whether it was reached. */
export function judged<T extends object, K extends keyof T & string>(
  line: T,
  goal: Readonly<Record<K, number>>,
  reaches: (value: number, goal: number) => boolean = (value, bound) => value <= bound,
): T & { goal: Readonly<Record<K, number>>; met: boolean } {
  const met = (Object.keys(goal) as K[]).every((key) => reaches(Number(line[key]), goal[key]));
  return { ...line, goal, met };
}

const round = (value: number): number => Math.round(value * 10) / 10;
