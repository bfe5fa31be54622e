import { assignment, CALLER } from '../assignment.ts';
import type { OpenRoom } from '../ground.ts';
import type { Life } from '../life.ts';
import { expectThat, type Verdicts } from '../verdicts.ts';

/** A cold pod, ended without a word. */
export async function endedAtOnce(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const caller = await inConversation(life, open, verdicts);
  try {
    await verdicts.check('end', async () => {
      await life.accepts('end', { reason: 'Stopped' });
      const { reason } = await life.status('Ended', 5);
      expectThat(reason === 'Stopped', `Ended with ${reason}`);
    });
    await verdicts.check('exit', async () => {
      const code = await life.ends(10);
      expectThat(code === 0, `after end it ended with code ${code}`);
    });
  } finally {
    await caller.leave();
  }
}

export async function leftByCaller(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const caller = await inConversation(life, open, verdicts, { reconnectSeconds: 5 });
  await caller.leave();
  await verdicts.check('caller-left', async () => {
    await life.status('CallerLeft', 10);
    const { reason } = await life.status('Ended', 20);
    expectThat(reason === 'CallerLeft', `Ended with ${reason}`);
  });
  await verdicts.check('exit', async () => {
    const code = await life.ends(10);
    expectThat(code === 0, `after the caller left it ended with code ${code}`);
  });
}

export async function terminatedWaiting(life: Life, verdicts: Verdicts): Promise<void> {
  await life.process.running;
  await verdicts.require('start-hello', async () => void (await life.reported('hello', () => true, 30)));
  await verdicts.check('terminate-waiting', async () => {
    await life.process.terminate();
    const code = await life.ends(10);
    expectThat(code === 0, `it ended with code ${code}`);
  });
}

export async function terminatedTalking(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const caller = await inConversation(life, open, verdicts);
  try {
    await verdicts.check('terminate-talking', async () => {
      const asked = performance.now();
      await life.process.terminate();
      await caller.hears(asked, life.ground.graceSeconds * 1000);
      await life.status('Ended', life.ground.graceSeconds);
      const code = await life.ends(life.ground.graceSeconds);
      expectThat(code === 0, `it ended with code ${code}`);
    });
  } finally {
    await caller.leave();
  }
}

export async function busLost(life: Life, open: OpenRoom, verdicts: Verdicts): Promise<void> {
  const caller = await inConversation(life, open, verdicts);
  try {
    await verdicts.check('bus-lost', async () => {
      const numbered = life.observed.durable().length;
      await life.ground.breakBus();
      await life.ground.bus.ready(15_000);
      const who = await life.answersAgain(15);
      expectThat(who.state === 'Talking', `after the loss it is ${who.state}`);
      const asked = performance.now();
      await life.accepts('say', { text: 'I am still here.' });
      await caller.hears(asked, 10_000);
      await life.until('the next durable report', 15, () =>
        life.observed.durable().length > numbered ? true : undefined,
      );
      await life.accepts('end', { reason: 'Stopped' });
      const code = await life.ends(15);
      expectThat(code === 0, `it ended with code ${code}`);
      const numbers = [...new Set(life.observed.durable().map(({ sequence }) => sequence))];
      expectThat(
        numbers.every((number, index) => number === index + 1),
        `numbered ${numbers.join(', ')}`,
      );
    });
  } finally {
    await caller.leave();
  }
}

export async function withoutItsUid(life: Life, verdicts: Verdicts): Promise<void> {
  await verdicts.check('start-environment', async () => {
    const code = await life.ends(30);
    expectThat(code === 64, `without SWITCHBOARD_POD_UID it ended with code ${code}`);
  });
}

export async function withRefusedCredential(life: Life, verdicts: Verdicts): Promise<void> {
  await verdicts.check('start-credential', async () => {
    const code = await life.ends(90);
    expectThat(code === 69, `with an expired credential it ended with code ${code}`);
  });
}

async function inConversation(
  life: Life,
  open: OpenRoom,
  verdicts: Verdicts,
  limits: Parameters<typeof assignment>[2] = {},
): ReturnType<OpenRoom['join']> {
  await life.process.running;
  await verdicts.require('start-hello', async () => void (await life.reported('hello', () => true, 30)));
  await verdicts.require('assign', () => life.accepts('assign', assignment(life.ground, open, limits), 2_000));
  await verdicts.require('join', async () => void (await life.status('AgentJoined', 15)));
  const caller = await open.join(CALLER);
  await verdicts.check('caller', async () => void (await life.status('CallerJoined', 10)));
  return caller;
}
