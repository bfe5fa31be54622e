/** What a stage counted. What it could not run is in `failed`: nothing is skipped quietly. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What a person needs to see to know why. */
  readonly why?: readonly string[];
  /** What failed, a line each: said again at the very end, where a log that was cut still shows it. */
  readonly culprits?: readonly string[];
}

export interface Stage {
  readonly name: string;
  run(): Promise<Outcome>;
}

export const passed: Outcome = { passed: 1, failed: 0 };

export const failure = (...why: string[]): Outcome => ({ passed: 0, failed: 1, why });

export function total(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failed: outcomes.reduce((sum, outcome) => sum + outcome.failed, 0),
  };
}

export const closingLine = ({ passed, failed }: Outcome): string => `${passed} passed, ${failed} failed`;
