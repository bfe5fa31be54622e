import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, hangUp, Stage } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('when something else breaks', () => {
  test('the bus dies in mid-call: the conversation goes on, and its record arrives afterwards', async () => {
    const { pod, caller } = await call(stage, 'alice');
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
    // Long enough for a slow start and a greeting, and nothing is asked in the silence that is left of it.
    const turnTaking = { ...stage.behaviour().turnTaking, silencePromptSeconds: 0 };
    const { pod, caller } = await call(stage, 'alice', { turnTaking }, { pod: { credentialMs: 40_000 } });
    await caller.until('the expiry', () => pod.program.output.includes('closed for good') || undefined, 60_000);
    expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
    pod.program.child.kill('SIGTERM');
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.leave();
  });

  test('the pod is told to stop: it says goodbye, reports and exits with 0', async () => {
    const { pod, caller } = await call(stage, 'alice');
    pod.program.child.kill('SIGTERM');
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.until('the goodbye in words', () => caller.said('agent').at(-1) === 'Goodbye.' || undefined, 10_000);
    expect((await pod.ended()).reason).toBe('Drained');
    await caller.leave();
  });

  test('LiveKit dies: the room is joined again if it comes back', async () => {
    const { pod, assign, caller } = await call(stage, 'alice');
    await stage.stopLiveKit();
    await stage.startLiveKit();
    await stage.rooms.createRoom({ name: assign.room.name, emptyTimeout: 600, departureTimeout: 30 });
    await pod.reported('status', (status) => status.event === 'Reconnecting');
    await pod.reported('status', (one) => one.event === 'AgentJoined' && one.sequence > 3, 40_000);
    await caller.settled(30_000);
    await caller.leave();
    const again = await stage.caller(assign.room.name, 'alice');
    expect(await ask(again, 'echo silver')).toEqual(['You said silver.']);
    await hangUp(pod, again);
  });
});
