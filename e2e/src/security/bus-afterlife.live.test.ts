import { randomUUID } from 'node:crypto';
import { busSecretName, labels, type SessionStatus } from '@switchboard/api';
import { Bus, store } from '@switchboard/bus';
import { statusOf } from '@switchboard/bus/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  create,
  createAgent,
  eventually,
  get,
  kubectl,
  livekit,
  ownNamespace,
  type Pod,
  warmPods,
} from '../support/index.ts';
import { busUrl, mountedCredential } from './pod-credential.ts';

const namespace = ownNamespace('bus-afterlife', 'switchboard-system');
const closing: Bus[] = [];
let witness: Session;
let witnessBus: Bus;

interface Session {
  readonly metadata: { readonly name: string; readonly uid: string; readonly finalizers?: readonly string[] };
  readonly status?: SessionStatus;
}

interface Labelled {
  readonly metadata: { readonly labels: Record<string, string> };
}

const sessionNow = (name: string): Promise<Session> => get<Session>('voicesession', name, '--namespace', namespace);

async function started(name: string): Promise<Session> {
  const spec = { agent: 'ada' };
  const metadata = { namespace, name };
  await create({ apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoiceSession', metadata, spec });
  return inPhase(name, 'Ready');
}

const inPhase = (name: string, phase: SessionStatus['phase']): Promise<Session> =>
  eventually(
    `${name} in phase ${phase}`,
    async () => {
      const now = await sessionNow(name);
      return now.status?.phase === phase && now;
    },
    90,
  );

const podsNow = async () => (await get<{ items: (Pod & Labelled)[] }>('pods', '--namespace', namespace)).items;

/** A warm pod has its label from birth, its credential only once its container runs. */
const waiting = ({ metadata, status }: Pod & Labelled): boolean =>
  metadata.labels[labels.claim] === 'warm' && status.containerStatuses?.[0]?.ready === true;

beforeAll(async () => {
  await createAgent(namespace, 'ada', { warm: 2, spec: { limits: { joinSeconds: 300 } } });
  await warmPods(namespace, 'ada', 2);
  witness = await started('witness');
  witnessBus = await as(witness.status?.pod?.uid ?? '', witness.status?.pod?.name ?? '');
});
afterAll(() => Promise.all(closing.map((bus) => bus.close(0))));

const as = async (uid: string, pod: string): Promise<Bus> => {
  const creds = await mountedCredential(namespace, pod);
  const bus = Bus.open({ servers: [await busUrl()], identity: { pod: uid }, credentials: () => creds });
  closing.push(bus);
  await bus.ready(10_000);
  return bus;
};

/** Publishes a status as the credential's pod would; resolves when the stream has it. */
async function report(bus: Bus, podUid: string, of: Session, event: object): Promise<void> {
  const session = { uid: of.metadata.uid, name: of.metadata.name, namespace };
  const data = Buffer.from(JSON.stringify({ ...statusOf(session), sequence: 900, ...event }));
  await store(bus, { subject: `sb.pod.${podUid}.status`, data, id: randomUUID() }, 5000);
}

let sequence = 900;

/** The operator reads the stream in order: what it was told before this report, it has dealt with. */
async function operatorHasCaughtUp(): Promise<void> {
  sequence += 1;
  const { uid = '' } = witness.status?.pod ?? {};
  await report(witnessBus, uid, witness, { event: 'Reconnecting', sequence });
  await eventually(
    'the report of the witness',
    async () => (await sessionNow('witness')).status?.reported === sequence,
  );
}

test('a pod that waits cannot end the session of another by naming it', async () => {
  const before = await started('victim');
  const attacker = await eventually('a warm pod that waits', async () => (await podsNow()).find(waiting), 90);
  const { name, uid } = attacker.metadata;
  await report(await as(uid, name), uid, before, { event: 'Ended', reason: 'Stopped' });
  await operatorHasCaughtUp();
  expect((await sessionNow('victim')).status?.phase).toBe('Ready');
});

test('after the end its Secret, pod and room are gone, and what its credential still says changes nothing', async () => {
  const { status } = await started('call');
  const { uid = '', name = '' } = status?.pod ?? {};
  const stolen = await as(uid, name);
  const stop = JSON.stringify({ spec: { stop: true } });
  await kubectl(['patch', 'voicesession', 'call', '--namespace', namespace, '--type=merge', '-p', stop]);
  const ended = await inPhase('call', 'Ended');
  const { rooms } = await livekit();
  const gone = async (what: string, ask: () => Promise<number>): Promise<unknown> =>
    eventually(`${what} to be gone`, async () => (await ask()) === 0, 60);
  await gone('the pod', async () => (await podsNow()).filter(({ metadata }) => metadata.uid === uid).length);
  const secrets = ['secrets', '--namespace', namespace, `--field-selector=metadata.name=${busSecretName(name)}`];
  await gone('the Secret', async () => (await get<{ items: object[] }>(...secrets)).items.length);
  await gone('the room', async () => (await rooms.listRooms([status?.room ?? ''])).length);
  // The operator's last write to it is the release of its finalizer.
  const settled = await eventually('the operator to be done', async () => {
    const now = await sessionNow('call');
    return (now.metadata.finalizers ?? []).length === 0 && now;
  });
  await report(stolen, uid, ended, { event: 'AgentJoined' });
  await report(stolen, uid, ended, { event: 'Ended', reason: 'RuntimeError' });
  await operatorHasCaughtUp();
  expect(await sessionNow('call')).toEqual(settled);
});
