import type { Verdicts } from './verdicts.ts';

/** A line for each clause, and one that sums them up. */
export function report(verdicts: Verdicts): { text: string; passed: boolean } {
  const all = verdicts.all();
  const lines = all.map(({ clause, text, verdict }) => {
    if (verdict.outcome === 'ok') return `ok           ${clause}`;
    const head = verdict.outcome === 'failed' ? 'FAILED      ' : 'not reached ';
    return `${head} ${clause}: ${verdict.why}\n             ${text}`;
  });
  const count = (outcome: string) => all.filter(({ verdict }) => verdict.outcome === outcome).length;
  const sum = `${count('ok')} ok, ${count('failed')} failed, ${count('not reached')} not reached`;
  return { text: [...lines, sum].join('\n'), passed: count('ok') === all.length };
}
