import { randomUUID } from 'node:crypto';
import { connect, credsAuthenticator, errors, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Bus } from './bus.ts';
import { InvalidIdError } from './id.ts';
import { formatCreds } from './keys/creds.ts';
import { signJwt } from './keys/jwt.ts';
import { createKeyPair, keyPairFromSeed } from './keys/nkey.ts';
import { NatsServer, until } from './testing/index.ts';

let server: NatsServer;
const own = randomUUID();
const other = randomUUID();

beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

// Bare connections: what is tested is the server's refusal, not the care our own client takes.
async function connectAs(creds: string): Promise<NatsConnection> {
  const connection = await connect({
    servers: server.url,
    authenticator: credsAuthenticator(Buffer.from(creds)),
    inboxPrefix: `_INBOX.${own}`,
    reconnect: false,
  });
  onTestFinished(() => connection.close());
  return connection;
}

function podCreds(uid = own): string {
  return server.minter.mint(uid, new Date(Date.now() + 60_000)).creds;
}

async function refusalOf(connection: NatsConnection, act: () => void): Promise<unknown> {
  const statuses = connection.status();
  act();
  await connection.flush();
  for await (const status of statuses) {
    if (status.type === 'error') return status.error;
  }
  return undefined;
}

describe('a session pod may not publish', () => {
  test.each([
    ['as another pod', `sb.pod.${other}.status`],
    ['to its own control subject', `sb.ctl.${own}.end`],
    ['to the control subject of another pod', `sb.ctl.${other}.end`],
    ['a record', `sb.rec.demo.${own}.ended`],
    ['a stored report without storing it', `sb.live.${own}.status`],
    ['a dead letter', 'sb.dead.operator'],
    ['to the inbox of another pod', `_INBOX.${other}.x`],
    ['to the inbox of the operator', '_INBOX.operator.x'],
    ['to the JetStream API: info', '$JS.API.INFO'],
    ['to the JetStream API: read the reports', '$JS.API.DIRECT.GET.SB_REPORTS'],
    ['to the JetStream API: delete the reports', '$JS.API.STREAM.DELETE.SB_REPORTS'],
    ['to the JetStream API: make a consumer', '$JS.API.CONSUMER.CREATE.SB_REPORTS'],
    ['an ack of somebody else’s message', '$JS.ACK.SB_REPORTS.operator.1.1.1.1.1'],
    ['a key', '$KV.sb-rates.x'],
    ['to the system', '$SYS.REQ.SERVER.PING'],
    ['below its own kinds', `sb.pod.${own}.status.deeper`],
  ])('%s', async (_what, subject) => {
    const connection = await connectAs(podCreds());
    const refusal = await refusalOf(connection, () => connection.publish(subject, 'x'));
    expect(refusal).toBeInstanceOf(errors.PermissionViolationError);
    expect(refusal).toMatchObject({ operation: 'publish', subject });
  });
});

describe('a session pod may not subscribe', () => {
  test.each([
    ['to everything', '>'],
    ['to every inbox', '_INBOX.>'],
    ['to the inbox of another pod', `_INBOX.${other}.>`],
    ['to the reports of all', 'sb.pod.*.*'],
    ['to the reports of another pod', `sb.pod.${other}.transcript`],
    ['to its own reports', `sb.pod.${own}.transcript`],
    ['to control of all', 'sb.ctl.>'],
    ['to control of another pod', `sb.ctl.${other}.>`],
    ['to what the stream publishes again', 'sb.live.>'],
    ['to records', 'sb.rec.>'],
    ['to the JetStream API', '$JS.API.>'],
    ['to JetStream events', '$JS.EVENT.>'],
    ['to the system', '$SYS.>'],
  ])('%s', async (_what, subject) => {
    const connection = await connectAs(podCreds());
    const refusal = await refusalOf(connection, () => void connection.subscribe(subject));
    expect(refusal).toBeInstanceOf(errors.PermissionViolationError);
    expect(refusal).toMatchObject({ operation: 'subscription', subject });
  });
});

test('a session pod may publish its own kinds and hear its own control', async () => {
  const connection = await connectAs(podCreds());
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
  const connection = await connectAs(podCreds());
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
  const pod = server.pod(own, 2_000);
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
    const connection = await connectAs(server.issued.programs[program]);
    const refusal = await refusalOf(connection, () =>
      operation === 'publish' ? connection.publish(subject, 'x') : void connection.subscribe(subject),
    );
    expect(refusal).toMatchObject({ name: 'PermissionViolationError', operation, subject });
  });
});
