import { expect, test } from 'vitest';
import { type ScriptedCaller, Stage, spoken } from './index.ts';

const numbers = ['golden tango', 'silver whiskey', 'orange victor', 'yellow uniform', 'blue foxtrot', 'alpha juliet'];

async function ask(caller: ScriptedCaller, text: string): Promise<string> {
  const before = caller.said('agent').length;
  const { endedAt } = await caller.speak(await spoken(text));
  await caller.hears(endedAt, 10_000);
  await caller.until('an answer in words', () => caller.said('agent').length > before || undefined, 20_000);
  await caller.quiet(800, 10_000);
  return caller.said('agent').slice(before).join(' ');
}

test('six callers at once: each hears their own number and never another’s', async () => {
  await using stage = await Stage.open();
  const calls = await Promise.all(
    numbers.map(async (number, index) => {
      const pod = await stage.pod();
      await pod.hello();
      const identity = `caller-${index}`;
      const assign = await pod.assign({ identity });
      const caller = await stage.caller(assign.room.name, identity);
      await caller.hears(0, 15_000);
      await caller.quiet(900, 15_000);
      return { pod, caller, number };
    }),
  );
  await Promise.all(calls.map(({ caller, number }) => ask(caller, `my number is ${number}`)));
  const answers = await Promise.all(calls.map(({ caller }) => ask(caller, 'what is my number')));
  for (const [index, { caller }] of calls.entries()) {
    const understood = caller.said('caller')[0]?.replace('my number is ', '');
    expect(answers[index]).toBe(`Your number is ${understood}.`);
  }
  for (const { pod, caller } of calls) {
    await caller.leave();
    await pod.ask('end', { reason: 'Stopped' });
    expect((await pod.program.exited).code).toBe(0);
    const ended = pod.of('status').find((status) => status.event === 'Ended');
    expect(ended?.usage?.turns).toBe(2);
  }
});
