import { type Stage, spoken } from '@switchboard/e2e/voice';
import { figures } from '../figures.ts';
import { agentAt, greetedCall, hangUp, pause } from './call.ts';
import type { InstantModels } from './instant-models.ts';

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
      {
        ...figures('voice', `end of speech to first audio at the caller, ${name}`, 'ms', heard),
        goal: `p95 <= ${endpointing + 200}`,
      },
      { ...figures('voice', `overhead of the pod per turn, ${name}`, 'ms', overheads), goal: 'p50 <= 20, p95 <= 50' },
      {
        bench: 'voice',
        case: `turns answered, ${name}`,
        unit: 'share',
        value: turned.length / turns,
        goal: 'no utterance is cut: 1',
      },
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
    { ...figures('voice', 'onset of speech to silence at the caller', 'ms', paused), goal: 'p95 <= 250' },
    {
      bench: 'voice',
      case: 'interruptions that were taken as such',
      unit: 'share',
      value: interrupted / times,
      goal: 1,
    },
  ];
}
