import { expect, test } from 'vitest';
import { call, hangUp, joined, Stage, spoken } from './index.ts';

test('two minutes without a pause: written down in parts, so that the whole is never held, and answered once', async () => {
  await using stage = await Stage.open();
  const { pod, caller } = await call(stage, 'alice');
  const sentence = await spoken('my number is golden tango');
  const rounds = Math.ceil(120 / (sentence.length / 24_000));
  const { endedAt } = await caller.speak(joined(...Array.from({ length: rounds }, () => sentence)));
  await caller.hears(endedAt, 30_000);
  expect(caller.said('caller')).toHaveLength(1);
  const turn = await pod.reported('turn', (one) => one.trigger === 'speech', 60_000);
  expect(turn.endpoints.filter((one) => one.stage === 'transcribe').length).toBeGreaterThan(4);
  await hangUp(pod, caller);
});
