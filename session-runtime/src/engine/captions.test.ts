import { expect, test } from 'vitest';
import { Captions } from './captions.ts';
import type { EngineEvents } from './engine.ts';

function captions() {
  const told: string[] = [];
  const tell =
    (kind: string) =>
    (segment: string, text: string): void =>
      void told.push(`${kind} ${segment} ${text}`);
  const final =
    (kind: string) =>
    ({ segment, text }: { segment: string; text: string }): void =>
      void told.push(`${kind} ${segment} ${text}`);
  const events = {
    callerInterim: tell('caller?'),
    agentInterim: tell('agent?'),
    callerSaid: final('caller'),
    agentSaid: final('agent'),
  } as unknown as EngineEvents;
  return { told, captions: new Captions(events) };
}

const said = (text: string) => ({ text, startedAt: 0, endedAt: 1, interrupted: false });

test('what is said at the same time has two numbers, and each keeps its own to the end', () => {
  const { told, captions: both } = captions();
  both.agentInterim('Once upon');
  both.callerInterim('please');
  both.callerInterim('please stop');
  both.agentSaid(said('Once upon'));
  both.callerSaid(said('please stop talking'));
  both.agentInterim('I will');
  expect(told).toEqual([
    'agent? s0 Once upon',
    'caller? s1 please',
    'caller? s1 please stop',
    'agent s0 Once upon',
    'caller s1 please stop talking',
    'agent? s2 I will',
  ]);
});

test('words that came to nothing are replaced by the next, and no words are told twice', () => {
  const { told, captions: both } = captions();
  both.callerInterim('');
  both.callerInterim('hum');
  both.callerInterim('hum');
  both.callerInterim('hello');
  both.callerSaid(said('hello'));
  both.callerInterim('hello');
  expect(told).toEqual(['caller? s0 hum', 'caller? s0 hello', 'caller s0 hello', 'caller? s1 hello']);
});
