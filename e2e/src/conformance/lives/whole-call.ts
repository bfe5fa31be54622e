import { type Bus, decodeAny, filters, replay, STREAMS } from '@switchboard/bus';
import { assignment, CALLER, GOODBYE, ofTomorrow } from '../assignment.ts';
import type { OpenRoom } from '../ground.ts';
import type { Life } from '../life.ts';
import { expectThat, type Verdicts } from '../verdicts.ts';

const SAYING = 'The weather is fine today.';

/** A pod of a warm pool through everything that the operator may ask of it. */
export async function wholeCall(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  await waiting(life, open, verdicts);
  await talking(life, open, verdicts);
  await ending(life, open, verdicts);
}

async function waiting(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const { process, ground } = life;
  await verdicts.require('start-hello', async () => {
    const began = await process.running;
    const { at, report } = await life.reported('hello', () => true, 30);
    expectThat(at - began < 15_000, `hello came ${Math.round((at - began) / 1000)} s after the start`);
    const seen = `hello from ${report.namespace}/${report.pod} of agent ${report.agent}`;
    const same = report.pod === process.pod && report.namespace === process.namespace && report.agent === ground.agent;
    expectThat(same, seen);
    expectThat(report.state === 'Idle' && report.lastSequence === 0, `${report.state}, ${report.lastSequence}`);
  });
  await verdicts.check('start-hello-repeats', async () => {
    await life.until('a second and a third hello', 4, () => (life.observed.of('hello').length > 2 ? true : undefined));
  });
  await verdicts.check('start-health', async () => {
    const base = await process.healthUrl();
    for (const path of ['/healthz', '/readyz']) {
      const { status } = await fetch(base + path, { signal: AbortSignal.timeout(5_000) });
      expectThat(status === 200, `${path} answered ${status}`);
    }
  });
  await verdicts.require('whoami', async () => {
    const who = await life.whoami();
    expectThat(who.pod === process.pod && who.state === 'Idle', `${who.pod} is ${who.state}`);
  });
  await verdicts.check('control-unsupported', () => life.refuses('of-tomorrow' as 'say', '{}', 'Unsupported'));
  await verdicts.check('control-invalid', async () => {
    await life.refuses('prepare', '{"room":7}', 'Invalid');
    await life.refuses('prepare', 'no JSON', 'Invalid');
  });
  await verdicts.check('control-not-assigned', async () => {
    const { limits } = assignment(ground, open);
    await life.refuses('say', { text: SAYING }, 'NotAssigned');
    await life.refuses('inject', { role: 'system', text: 'x' }, 'NotAssigned');
    await life.refuses('interrupt', {}, 'NotAssigned');
    await life.refuses('limits', { limits }, 'NotAssigned');
  });
  await verdicts.require('prepare', async () => {
    await life.accepts('prepare', { room: open.room }, 15_000);
    const [agent] = await open.participants();
    expectThat(agent?.agent === true, agent ? `${agent.identity} is not of agent kind` : 'nobody is in the room');
    const who = await life.whoami();
    expectThat(who.state === 'Prepared' && who.room === open.room.name, `${who.state} in ${who.room}`);
  });
  await verdicts.check('prepare-silent', async () => {
    const tracks = (await open.participants()).map((one) => one.tracks);
    expectThat(
      tracks.every((count) => count === 0),
      `${tracks.join(' and ')} tracks`,
    );
  });
}

async function talking(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const message = assignment(life.ground, open);
  await verdicts.check('control-tolerant', () => life.accepts('assign', JSON.stringify(ofTomorrow(message)), 5_000));
  await verdicts.require('assign', () => life.accepts('assign', message, 2_000));
  await verdicts.check('assign-once', async () => {
    await life.accepts('assign', message);
    await life.refuses(
      'assign',
      { ...message, session: { ...message.session, uid: life.process.podUid } },
      'AlreadyAssigned',
    );
  });
  await verdicts.require('join', async () => {
    const status = await life.status('AgentJoined', 15);
    expectThat(status.session.uid === message.session.uid, 'AgentJoined named another session');
  });
  const caller = await open.join(CALLER);
  try {
    await verdicts.check('caller', async () => void (await life.status('CallerJoined', 10)));
    await verdicts.check('say', async () => {
      const asked = performance.now();
      await life.accepts('say', { text: SAYING });
      await caller.hears(asked, 10_000);
      await life.reported('transcript', ({ speaker, text }) => speaker === 'agent' && alike(text, SAYING), 15);
    });
    await verdicts.check('control-during', async () => {
      await life.accepts('inject', { role: 'system', text: 'The caller is a tester.' });
      await life.accepts('interrupt', {});
      await life.accepts('limits', { limits: { ...message.limits, idleSeconds: 300 } });
      await life.accepts('token', { token: await open.freshToken() });
    });
    await verdicts.check('whoami', async () => {
      const who = await life.whoami();
      expectThat(who.state === 'Talking', `in a conversation it is ${who.state}`);
      expectThat(who.session?.uid === message.session.uid, 'whoami named another session');
    });
    await verdicts.require('drain', async () => {
      // Two heartbeats make a gap that can be judged.
      await life.until('a second heartbeat', 12, () => (life.observed.of('heartbeat').length > 1 ? true : undefined));
      await caller.quiet(500, 10_000);
      const asked = performance.now();
      await life.accepts('drain', { reason: 'Drained', goodbye: GOODBYE, withinSeconds: 15 });
      await caller.hears(asked, 15_000);
      await life.status('Ending', 5);
      const { reason } = await life.status('Ended', 15 - (performance.now() - asked) / 1000);
      expectThat(reason === 'Drained', `Ended with ${reason}`);
    });
  } finally {
    await caller.leave();
  }
}

async function ending(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  await verdicts.check('exit', async () => {
    const code = await life.ends(10);
    expectThat(code === 0, `it ended with code ${code}`);
    const left = (await open.participants()).filter(({ agent }) => agent);
    expectThat(left.length === 0, 'the agent is still in the room');
  });
  await verdicts.check('durable', async () => {
    const durable = life.observed.durable();
    const numbers = [...new Set(durable.map(({ sequence }) => sequence))];
    expectThat(numbers.length > 0, 'no durable report');
    expectThat(
      numbers.every((number, index) => number === index + 1),
      `numbered ${numbers.join(', ')}`,
    );
    for (const { messageId, sequence, subject } of durable) {
      const formed = messageId.startsWith(`${life.process.podUid}.`) && messageId.endsWith(`.${sequence}`);
      expectThat(formed, `number ${sequence} on ${subject} has the message id "${messageId}"`);
    }
    const stored = await storedSequences(life.ground.bus, life.process.podUid);
    expectThat(stored.join() === numbers.join(), `said ${numbers.join(', ')}, stored ${stored.join(', ')}`);
  });
  await verdicts.check('heartbeat', async () => heartbeats(life));
  await verdicts.check('schema', async () => {
    expectThat(life.observed.faults.length === 0, life.observed.faults.slice(0, 3).join('; '));
  });
}

function heartbeats(life: Life): void {
  const beats = life.observed.of('heartbeat');
  const first = life.observed.of('hello')[0]?.at ?? 0;
  const last = life.observed.of('status').at(-1)?.at ?? 0;
  expectThat(beats.length >= 2, `${beats.length} heartbeats`);
  const times = [first, ...beats.map(({ at }) => at), last];
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  const longest = Math.round(Math.max(...gaps) / 100) / 10;
  expectThat(longest < 8, `${longest} s without a heartbeat`);
  expectThat(
    beats.every(({ report }) => report.memory.nowBytes > 0),
    'a heartbeat without a figure of memory',
  );
}

async function storedSequences(bus: Bus, podUid: string): Promise<number[]> {
  const sequences = new Set<number>();
  const all = { stream: STREAMS.reports, subject: filters.pod(podUid), after: 0, decode: decodeAny };
  for await (const { message } of replay(bus, all)) {
    if ('report' in message && 'sequence' in message.report) sequences.add(message.report.sequence);
  }
  return [...sequences];
}

function alike(one: string, other: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} ]/gu, '')
      .split(/\s+/)
      .join(' ')
      .trim();
  return words(one) === words(other);
}
