import type { Stage } from '@switchboard/e2e/voice';
import { figures, judged } from '../figures.ts';
import { crowd } from './crowd.ts';
import type { InstantModels } from './instant-models.ts';

export const UNDERRUNS = 0.01;

/** Conversations side by side on this machine, with models that take no time: what each costs, and whether it stutters. */
export async function benchMany(
  stage: Stage,
  models: InstantModels,
  size: { sessions: number; seconds: number },
): Promise<object[]> {
  models.seconds = 3;
  const found = await crowd(stage, models.url, size);
  const name = `${size.sessions} at once`;
  const millicores = found.cores.map((one) => one * 1000);
  return [
    judged(figures('voice', `CPU of a session, ${name}`, 'millicores', millicores), { p50: 80 }),
    judged(figures('voice', `RSS of a session, ${name}`, 'MB', found.rssMegabytes), { p95: 115 }),
    judged(figures('voice', `private memory of a session, ${name}`, 'MB', found.privateMegabytes), { p95: 70 }),
    judged(figures('voice', `overhead per turn, ${name}`, 'ms', found.overheads), { p50: 20, p95: 50 }),
    judged(
      { bench: 'voice', case: `underruns per second of speech, ${name}`, unit: 'share', value: found.underruns },
      { value: UNDERRUNS },
    ),
  ];
}
