import { createLogger, FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import type { Caption } from '../channel/index.ts';
import type { EngineEvents } from '../engine/index.ts';
import { Call, type CallParts } from './call.ts';

const limits = { pendingSeconds: 60, joinSeconds: 60, idleSeconds: 120, maxDurationSeconds: 600, reconnectSeconds: 30 };
const said = { segment: '1', startedAt: 0, endedAt: 0, interrupted: false };

test('the end is told when the last words are with the caller: who hears of it deletes the room', async () => {
  const told: string[] = [];
  const arrival = Promise.withResolvers<void>();
  const makeEngine = (_sink: unknown, events: EngineEvents) => ({
    farewell: async (text: string) => events.agentSaid({ ...said, text }),
    usage: () => undefined,
    stop: () => {},
  });
  const parts = {
    assign: { room: {}, participant: { identity: 'caller' }, behaviour: { goodbye: 'Goodbye.' }, limits },
    channel: {
      join: async () => {},
      open: async () => ({}),
      mood: () => {},
      caption: ({ text }: Caption) => told.push(`caption ${text}`),
      delivered: () => arrival.promise,
      leave: async () => void told.push('left'),
    },
    reporter: { status: ({ event }: { event: string }) => told.push(event), transcript: () => {} },
    clock: new FakeClock(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    makeEngine,
    memoryPeak: () => 0,
  };
  const call = new Call(parts as unknown as CallParts);
  await call.start();

  const over = call.end({ reason: 'Stopped' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['AgentJoined', 'Ending', 'caption Goodbye.']);

  arrival.resolve();
  await over;
  expect(told.slice(3)).toEqual(['Ended', 'left']);
});
