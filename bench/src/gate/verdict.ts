export interface Verdict {
  readonly met: readonly string[];
  readonly missed: readonly string[];
}

/** Only ratios are judged: two things measured in one run differ by what they are, not by the machine. */
export function judgeRatios(output: string): Verdict {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const judged = lines.filter((line) => {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    return parsed['ratio'] !== undefined && typeof parsed['met'] === 'boolean';
  });
  const met = judged.filter((line) => (JSON.parse(line) as { met: boolean }).met);
  return { met, missed: judged.filter((line) => !met.includes(line)) };
}
