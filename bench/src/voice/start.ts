import type { Stage } from '@switchboard/e2e/voice';
import { figures, judged } from '../figures.ts';
import { bundledPod } from './call.ts';

/** Process start to hello, as the process itself counts it; the first run, which fills the compile cache, is left out. */
export async function benchStart(stage: Stage, times: number): Promise<object[]> {
  const started: number[] = [];
  for (let i = 0; i <= times; i++) {
    const pod = await bundledPod(stage);
    const { startedMilliseconds } = await pod.hello();
    if (i > 0) started.push(startedMilliseconds);
    await pod.ask('end', { reason: 'Stopped' });
    await pod.program.exited;
  }
  return [judged(figures('voice', 'process start to hello', 'ms', started), { p50: 250 })];
}
