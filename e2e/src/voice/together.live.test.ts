import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, call, hangUp, Stage } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

test('two callers at once: each hears their own number and never the other’s', async () => {
  const numbers = { alice: 'golden tango', bob: 'silver whiskey' };
  const calls = await Promise.all(
    Object.entries(numbers).map(async ([identity, number]) => ({ number, ...(await call(stage, identity)) })),
  );
  await Promise.all(calls.map(({ caller, number }) => ask(caller, `my number is ${number}`)));
  const answers = await Promise.all(calls.map(({ caller }) => ask(caller, 'what is my number')));
  for (const [index, { caller }] of calls.entries()) {
    // What the recogniser made of it is its own affair; what must come back is that, and nothing of the other's.
    const understood = caller.said('caller')[0]?.replace('my number is ', '');
    expect(answers[index]).toEqual([`Your number is ${understood}.`]);
    const others = calls.filter((_, other) => other !== index).flatMap(({ number }) => number.split(' '));
    for (const word of others) expect(answers[index]?.join(' ')).not.toContain(word);
  }
  await Promise.all(calls.map(({ pod, caller }) => hangUp(pod, caller)));
});

const six = ['golden tango', 'silver whiskey', 'orange victor', 'yellow uniform', 'blue foxtrot', 'alpha juliet'];

test('six callers at once: each hears their own number and never another’s', async () => {
  const calls = await Promise.all(
    six.map(async (number, index) => ({ number, ...(await call(stage, `caller-${index}`)) })),
  );
  await Promise.all(calls.map(({ caller, number }) => ask(caller, `my number is ${number}`)));
  const answers = await Promise.all(calls.map(({ caller }) => ask(caller, 'what is my number')));
  for (const [index, { caller }] of calls.entries()) {
    const understood = caller.said('caller')[0]?.replace('my number is ', '');
    expect(answers[index]).toEqual([`Your number is ${understood}.`]);
  }
  await Promise.all(calls.map(({ pod, caller }) => hangUp(pod, caller)));
  for (const { pod } of calls) expect((await pod.ended()).usage?.turns).toBe(2);
});
