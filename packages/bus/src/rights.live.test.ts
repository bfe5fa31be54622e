import { randomUUID } from 'node:crypto';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Bus } from './bus.ts';
import { InvalidIdError } from './id.ts';
import { formatCreds } from './keys/creds.ts';
import { signJwt } from './keys/jwt.ts';
import { createKeyPair, keyPairFromSeed } from './keys/nkey.ts';
import { connectAs, NatsServer, publishesOfNoPod, refusalOf, subscriptionsOfNoPod, until } from './testing/index.ts';

let server: NatsServer;
const own = randomUUID();
const other = randomUUID();

beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

const podCreds = (uid: string = own): string => server.minter.mint(uid, new Date(Date.now() + 60_000)).creds;

async function connected(creds: string, name: string = own): Promise<NatsConnection> {
  const connection = await connectAs(server.url, creds, name);
  onTestFinished(() => connection.close());
  return connection;
}

test.each(publishesOfNoPod(own, other))('a session pod may not publish %s', async (_what, subject) => {
  const connection = await connected(podCreds());
  const refusal = await refusalOf(connection, () => connection.publish(subject, 'x'));
  expect(refusal).toBeInstanceOf(errors.PermissionViolationError);
  expect(refusal).toMatchObject({ operation: 'publish', subject });
});

test.each(subscriptionsOfNoPod(own, other))('a session pod may not subscribe %s', async (_what, subject) => {
  const connection = await connected(podCreds());
  const refusal = await refusalOf(connection, () => void connection.subscribe(subject));
  expect(refusal).toBeInstanceOf(errors.PermissionViolationError);
  expect(refusal).toMatchObject({ operation: 'subscription', subject });
});

test('a session pod may publish its own kinds and hear its own control', async () => {
  const connection = await connected(podCreds());
  const heard = connection.subscribe(`sb.ctl.${own}.>`);
  for (const kind of ['hello', 'heartbeat', 'interim', 'status', 'turn', 'transcript']) {
    connection.publish(`sb.pod.${own}.${kind}`, 'x');
  }
  await connection.flush();
  expect(connection.isClosed()).toBe(false);
  expect(heard.isClosed()).toBe(false);
});

test('a pod answers the request it was sent once, and cannot use the reply subject again', async () => {
  const operator = server.program('operator');
  onTestFinished(() => operator.close(0));
  await operator.ready(10_000);
  const connection = await connected(podCreds());
  let replySubject = '';
  connection.subscribe(`sb.ctl.${own}.whoami`, {
    callback: (_error, message) => {
      replySubject = message.reply ?? '';
      message.respond('me');
    },
  });
  await connection.flush();
  const answer = await operator.request(`sb.ctl.${own}.whoami`, Buffer.from('{}'), { deadlineMs: 5_000 });
  expect(answer.string()).toBe('me');
  const refusal = await refusalOf(connection, () => connection.publish(replySubject, 'again'));
  expect(refusal).toBeInstanceOf(errors.PermissionViolationError);
});

test.each(['*', '>', 'a.b', 'A', '', 'a b', '-a', 'a'.repeat(64)])(
  'no credential is issued for the name %j',
  (name) => {
    expect(() => server.minter.mint(name, new Date(Date.now() + 60_000))).toThrow(InvalidIdError);
  },
);

test('an expired credential is refused, and the bus says so once and for good', async () => {
  const pod = server.pod(own, -1_000);
  const events: string[] = [];
  pod.onEvent(({ type }) => events.push(type));
  await expect(pod.ready(10_000)).rejects.toThrow(/refused the credential/);
  expect(pod.state).toMatchObject({ up: false, closed: { name: 'BusClosedError' } });
  expect(events.filter((type) => type === 'closed')).toHaveLength(1);
  expect(pod.publish(`sb.pod.${own}.heartbeat`, Buffer.from('{}'))).toBe(false);
});

test('a credential that expires while connected closes the bus without an exception', async () => {
  const pod = server.pod(own, 8_000);
  await pod.ready(10_000);
  await until('the bus is closed', () => pod.state.closed !== undefined, 30_000);
  expect(pod.state.up).toBe(false);
});

describe('a credential from elsewhere is refused', () => {
  async function closedWith(creds: string): Promise<void> {
    const bus = Bus.open({ servers: [server.url], identity: { pod: own }, credentials: () => creds });
    onTestFinished(() => bus.close(0));
    await expect(bus.ready(10_000)).rejects.toThrow(/refused the credential/);
  }

  test('one that widens its own rights', async () => {
    const user = createKeyPair('user');
    const nats = {
      type: 'user',
      issuer_account: server.issued.podSigner.account,
      pub: { allow: ['>'] },
      sub: { allow: ['>'] },
    };
    const jwt = signJwt({ subject: user.publicKey, name: own, nats }, keyPairFromSeed(server.issued.podSigner.seed));
    await closedWith(formatCreds(jwt, user.seed));
  });

  test('one signed by a key that the account does not know', async () => {
    const user = createKeyPair('user');
    const nats = { type: 'user', issuer_account: server.issued.podSigner.account };
    const jwt = signJwt({ subject: user.publicKey, name: own, nats }, createKeyPair('account'));
    await closedWith(formatCreds(jwt, user.seed));
  });

  test('one with the seed of another user', async () => {
    const jwt = /JWT-----\n(.*)\n/.exec(podCreds())?.[1] ?? '';
    await closedWith(formatCreds(jwt, createKeyPair('user').seed));
  });
});

describe('programs have least rights', () => {
  test.each([
    ['gateway', 'publish', `sb.ctl.${own}.assign`],
    ['gateway', 'publish', `sb.ctl.${own}.end`],
    ['gateway', 'publish', `sb.pod.${own}.status`],
    ['gateway', 'publish', 'sb.rec.demo.x.ended'],
    ['gateway', 'publish', '$JS.API.STREAM.DELETE.SB_REPORTS'],
    ['gateway', 'publish', '$JS.API.STREAM.PURGE.SB_RECORDS'],
    ['gateway', 'subscription', '_INBOX.operator.>'],
    ['gateway', 'subscription', '_INBOX.>'],
    ['gateway', 'subscription', 'sb.ctl.>'],
    ['operator', 'publish', `sb.pod.${own}.status`],
    ['operator', 'publish', '$JS.API.STREAM.DELETE.SB_RECORDS'],
    ['operator', 'publish', 'sb.rec.demo.x.feedback'],
    ['operator', 'subscription', '_INBOX.>'],
    ['operator', 'subscription', '>'],
  ] as const)('the %s is refused the %s of %s', async (program, operation, subject) => {
    const connection = await connected(server.issued.programs[program], program);
    const refusal = await refusalOf(connection, () =>
      operation === 'publish' ? connection.publish(subject, 'x') : void connection.subscribe(subject),
    );
    expect(refusal).toMatchObject({ name: 'PermissionViolationError', operation, subject });
  });
});
