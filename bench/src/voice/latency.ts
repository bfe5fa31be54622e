import { type Stage, spoken } from '@switchboard/e2e/voice';
import { figures, judged } from '../figures.ts';
import { agentAt, greetedCall, hangUp, pause } from './call.ts';
import type { InstantModels } from './instant-models.ts';
import { whole } from './whole.ts';

const UTTERANCES = ['hello there', 'good morning', 'how are you', 'what is my number', 'tell me a story'];

/** Turns with models that take no time: what is heard at the caller, and what the pod's own ledger says. */
export async function benchLatency(stage: Stage, models: InstantModels, turns: number): Promise<object[]> {
  const out: object[] = [];
  for (const endpointing of [500, 300]) {
    models.seconds = 1;
    const call = await greetedCall(stage, agentAt(models.url, { minEndpointingMilliseconds: endpointing }));
    const heard: number[] = [];
    for (let i = 0; i < turns; i++) {
      const { endedAt } = await call.caller.speak(await spoken(UTTERANCES[i % UTTERANCES.length] ?? ''));
      heard.push((await call.caller.hears(endedAt, 8000)) - endedAt);
      await call.caller.quiet(400, 8000);
    }
    await pause(500);
    const turned = call.pod.of('turn').filter((turn) => turn.trigger === 'speech');
    const overheads = turned.map((turn) => turn.overheadMilliseconds ?? Number.NaN);
    const name = `endpointing ${endpointing} ms`;
    out.push(
      judged(figures('voice', `end of speech to first audio at the caller, ${name}`, 'ms', heard), {
        p95: endpointing + 200,
      }),
      judged(figures('voice', `overhead of the pod per turn, ${name}`, 'ms', overheads), { p50: 20, p95: 50 }),
      whole(`turns answered, ${name}`, turned.length / turns),
    );
    await hangUp(call);
  }
  return out;
}

/** From the first sound of the caller to silence at the caller. */
export async function benchBargeIn(stage: Stage, models: InstantModels, times: number): Promise<object[]> {
  const call = await greetedCall(stage, agentAt(models.url));
  const paused: number[] = [];
  for (let i = 0; i < times; i++) {
    models.seconds = 8;
    const asked = await call.caller.speak(await spoken('tell me a story'));
    await call.caller.hears(asked.endedAt, 8000);
    await pause(800 + 37 * i);
    models.seconds = 0.5;
    const { startedAt } = await call.caller.speak(await spoken('please stop talking'));
    const silenced = call.caller.hearing.stretches.find((one) => one.endedAt > startedAt);
    if (silenced) paused.push(silenced.endedAt - startedAt);
    await call.caller.hears(performance.now(), 8000);
    await call.caller.quiet(400, 12_000);
  }
  const interrupted = call.pod.of('turn').filter((turn) => turn.interrupted).length;
  await hangUp(call);
  return [
    judged(figures('voice', 'onset of speech to silence at the caller', 'ms', paused), { p95: 250 }),
    whole('interruptions that were taken as such', interrupted / times),
  ];
}
