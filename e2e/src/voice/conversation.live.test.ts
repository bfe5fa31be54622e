import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RATE, type ScriptedCaller, Stage, type StagePod, silence, spoken } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A pod in conversation with a caller who has been greeted. */
async function call(
  identity: string,
  change: Parameters<Stage['behaviour']>[0] = {},
  rest: Partial<Parameters<StagePod['assign']>[0]> = {},
) {
  const pod = await stage.pod();
  await pod.hello();
  const assign = await pod.assign({ identity, behaviour: stage.behaviour(change), ...rest });
  const caller = await stage.caller(assign.room.name, identity);
  await caller.hears(0, 10_000);
  await caller.quiet(900, 10_000);
  return { pod, assign, caller };
}

/** Says something and waits for the end of the answer; gives back the final captions of the agent since then. */
async function ask(caller: ScriptedCaller, text: string): Promise<string[]> {
  const before = caller.said('agent').length;
  const { endedAt } = await caller.speak(await spoken(text));
  await caller.hears(endedAt, 8000);
  await caller.until('an answer in words', () => caller.said('agent').length > before || undefined, 15_000);
  await caller.quiet(800, 10_000);
  return caller.said('agent').slice(before);
}

async function hangUp(pod: StagePod, caller: ScriptedCaller): Promise<void> {
  await caller.leave();
  await pod.ask('end', { reason: 'Stopped' });
  expect(await pod.program.exited).toEqual({ code: 0, signal: null });
}

describe('one caller', () => {
  test('is greeted, answered, remembered and taken leave of', async () => {
    const { pod, caller } = await call('alice');
    expect(caller.said('agent')).toEqual(['Hello, how can I help you?']);
    await ask(caller, 'my number is golden tango');
    expect(await ask(caller, 'what is my number')).toEqual(['Your number is golden tango.']);
    expect(caller.said('caller')).toEqual(['my number is golden tango', 'what is my number']);

    expect(await pod.ask('drain', { reason: 'Drained', withinSeconds: 10 })).toMatchObject({ ok: true });
    await pod.reported('status', (status) => status.event === 'Ended');
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    expect(caller.said('agent').at(-1)).toBe('Goodbye.');
    const ended = pod.of('status').find((status) => status.event === 'Ended');
    expect(ended).toMatchObject({ reason: 'Drained', usage: { turns: 2, interruptions: 0 } });
    const turn = pod.of('turn').findLast((one) => one.trigger === 'speech');
    expect(turn?.endpoints.map((one) => one.stage).toSorted()).toEqual(['speak', 'think', 'transcribe']);
    await caller.leave();
  });

  test('is answered when they type, and hears what is said and injected from outside', async () => {
    const { pod, caller } = await call('alice');
    await caller.type('echo silver');
    await caller.until('the typed answer', () => caller.said('agent').includes('You said silver.') || undefined, 8000);
    await pod.ask('say', { text: 'The shop closes in one hour.' });
    await caller.until(
      'what was said',
      () => caller.said('agent').includes('The shop closes in one hour.') || undefined,
      8000,
    );
    await pod.ask('inject', { role: 'user', text: 'my number is blue whiskey', respond: false });
    expect(await ask(caller, 'what is my number')).toEqual(['Your number is blue whiskey.']);
    await hangUp(pod, caller);
  });

  test('interrupts: the agent stops, and only what was heard is remembered', async () => {
    const { pod, caller } = await call('alice');
    const { endedAt } = await caller.speak(await spoken('tell me a long story'));
    await caller.hears(endedAt, 8000);
    await caller.until('some of the story', () => performance.now() - endedAt > 4000 || undefined, 5000);
    const interrupted = await caller.speak(await spoken('please stop talking'));
    await caller.until('the answer', () => caller.said('agent').includes('I will be quiet.') || undefined, 8000);
    const story = caller.captions.find((one) => one.text.startsWith('Once upon'));
    expect(story?.final).toBe(true);
    expect(story?.text).not.toContain('the end of the story');
    const silenced = caller.hearing.stretches.find((one) => one.endedAt > interrupted.startedAt);
    expect(silenced?.endedAt).toBeLessThan(interrupted.endedAt);
    const turn = await pod.reported('turn', (one) => one.interrupted);
    expect(turn.trigger).toBe('speech');
    await hangUp(pod, caller);
  });

  test('coughs: the agent pauses at most, and goes on with its sentence', async () => {
    const { pod, caller } = await call('alice');
    const { endedAt } = await caller.speak(await spoken('tell me a story'));
    await caller.hears(endedAt, 8000);
    await caller.until('some of the story', () => performance.now() - endedAt > 3000 || undefined, 5000);
    await caller.speak(cough());
    await caller.until(
      'the whole story',
      () => caller.said('agent').some((text) => text.endsWith('story.')) || undefined,
      60_000,
    );
    expect(pod.of('turn').some((one) => one.interrupted)).toBe(false);
    await hangUp(pod, caller);
  });

  test('is silent: asked whether they are there, and then taken leave of', async () => {
    const turnTaking = { ...stage.behaviour().turnTaking, silencePromptSeconds: 2 };
    const { pod, caller } = await call('alice', { turnTaking }, { limits: { idleSeconds: 9 } });
    await caller.until('the question', () => caller.said('agent').includes('Are you still there?') || undefined, 8000);
    const ended = await pod.reported('status', (status) => status.event === 'Ended');
    expect(ended.reason).toBe('IdleTimeout');
    expect(caller.said('agent').at(-1)).toBe('Goodbye.');
    await caller.leave();
  });

  test('speaks into noise and after a long silence', async () => {
    const { pod, caller } = await call('alice');
    await caller.speak(silence(4000));
    const words = await spoken('my number is orange victor');
    const noisy = words.map((sample) => sample + (Math.random() - 0.5) * 600);
    const before = caller.said('agent').length;
    const { endedAt } = await caller.speak(Int16Array.from(noisy));
    await caller.hears(endedAt, 8000);
    await caller.until('an answer', () => caller.said('agent').length > before || undefined, 8000);
    expect(await ask(caller, 'what is my number')).toEqual(['Your number is orange victor.']);
    await hangUp(pod, caller);
  });
});

describe('tools', () => {
  test('are told who calls; the answer is spoken; the model can end the call', async () => {
    const asked: { caller: { participant: { identity: string } } }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push(JSON.parse(body));
        response.end(JSON.stringify({ answer: 'silver' }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const tool = {
      name: 'look_up',
      description: 'Looks a word up.',
      parameters: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
      url: `http://127.0.0.1:${port}/`,
      timeoutMilliseconds: 2000,
    };
    const builtInTools = { endCall: { enabled: true }, handOver: { enabled: false } };
    const { pod, caller } = await call('alice', { tools: [tool], builtInTools });
    const answers = await ask(caller, 'look up golden');
    expect(answers.join(' ')).toContain('silver');
    expect(asked[0]?.caller.participant.identity).toBe('alice');
    await caller.speak(await spoken('goodbye'));
    const ended = await pod.reported('status', (status) => status.event === 'Ended');
    expect(ended).toMatchObject({ reason: 'AgentEnded', usage: { toolCalls: 2 } });
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.leave();
    server.close();
  });

  test('can pass the caller on', async () => {
    const builtInTools = { endCall: { enabled: false }, handOver: { enabled: true, to: ['billing'] } };
    const { pod, caller } = await call('alice', { builtInTools });
    await caller.speak(await spoken('i want to talk to a person'));
    const ended = await pod.reported('status', (status) => status.event === 'Ended');
    expect(ended).toMatchObject({ reason: 'HandedOver', handedOverTo: 'billing' });
    await caller.leave();
  });
});

test('two callers at once: each hears their own number and never the other’s', async () => {
  const numbers = { alice: 'golden tango', bob: 'silver whiskey' };
  const calls = await Promise.all(
    Object.entries(numbers).map(async ([identity, number]) => ({ number, ...(await call(identity)) })),
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

describe('when something else breaks', () => {
  test('the bus dies in mid-call: the conversation goes on, and its record arrives afterwards', async () => {
    const { pod, caller } = await call('alice');
    await stage.nats.kill();
    expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
    await stage.nats.start();
    const stored = await pod.recorded(
      (reports) => reports.some(({ kind, report }) => kind === 'transcript' && report.text === 'You said silver.'),
      30_000,
    );
    const sequences = stored.flatMap(({ report }) => ('sequence' in report ? report.sequence : []));
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    await hangUp(pod, caller);
  });

  test('the credential expires: the conversation goes on', async () => {
    const pod = await stage.pod({ credentialMs: 12_000 });
    await pod.hello();
    const assign = await pod.assign({ identity: 'alice' });
    const caller = await stage.caller(assign.room.name, 'alice');
    await caller.hears(0, 10_000);
    await caller.until('the expiry', () => pod.program.output.includes('closed for good') || undefined, 20_000);
    expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
    pod.program.child.kill('SIGTERM');
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.leave();
  });

  test('the pod is told to stop: it says goodbye, reports and exits with 0', async () => {
    const { pod, caller } = await call('alice');
    pod.program.child.kill('SIGTERM');
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    expect(caller.said('agent').at(-1)).toBe('Goodbye.');
    await pod.reported('status', (status) => status.event === 'Ended').catch(() => {});
    expect(pod.of('status').find((status) => status.event === 'Ended')?.reason).toBe('Drained');
    await caller.leave();
  });

  test('LiveKit dies: the room is joined again if it comes back', async () => {
    const { pod, assign, caller } = await call('alice');
    await stage.stopLiveKit();
    await stage.startLiveKit();
    await stage.rooms.createRoom({ name: assign.room.name, emptyTimeout: 600, departureTimeout: 30 });
    await pod.reported('status', (status) => status.event === 'Reconnecting');
    await pod.reported('status', (one) => one.event === 'AgentJoined' && one.sequence > 3, 40_000);
    await caller.leave();
    const again = await stage.caller(assign.room.name, 'alice');
    expect(await ask(again, 'echo silver')).toEqual(['You said silver.']);
    await hangUp(pod, again);
  });
});

test('a pod takes one conversation and no second', async () => {
  const { pod, assign, caller } = await call('alice');
  expect(await pod.ask('assign', assign)).toMatchObject({ ok: true });
  const other = { ...assign, session: { ...assign.session, uid: crypto.randomUUID() } };
  expect(await pod.ask('assign', other)).toMatchObject({ ok: false, reason: 'AlreadyAssigned' });
  expect(await pod.ask('whoami', {})).toMatchObject({ state: 'Talking', session: assign.session });
  await hangUp(pod, caller);
});

test('a prejoined pod waits in its room without a track, and speaks once assigned', async () => {
  const pod = await stage.pod();
  await pod.hello();
  const room = await stage.room();
  expect(await pod.ask('prepare', { room })).toEqual({ ok: true });
  const [agent] = await stage.rooms.listParticipants(room.name);
  expect(agent?.tracks).toEqual([]);
  await pod.assign({ identity: 'alice', room });
  const caller = await stage.caller(room.name, 'alice');
  await caller.hears(0, 8000);
  await hangUp(pod, caller);
});

function cough(): Int16Array {
  return Int16Array.from({ length: RATE / 5 }, (_, i) => (Math.random() - 0.5) * 30_000 * Math.exp(-i / 1500));
}
