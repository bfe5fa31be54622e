import { randomBytes } from 'node:crypto';
import { busSecretName, bus as contract } from '@switchboard/api';
import { ensureStreams } from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import { Client, connect, type Pod, pods, type ResourceClient, type Secret, secrets } from '@switchboard/kube';
import { imageRef, kubeconfig } from '../support/cluster.ts';
import { create, kubectl } from '../support/kubectl.ts';
import { type LiveKit, livekit } from '../support/livekit.ts';
import { serviceAddress } from '../support/pods.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { ClusterProcess, podOf, release } from './cluster-process.ts';
import { asOccupant, type Ground, type OpenRoom, type Process, type StartOptions } from './ground.ts';

const AGENT = 'conformance';
const GRACE_SECONDS = 30;
const NODE_ADDRESS = process.env['SWB_NODE_IP'] ?? '198.18.0.1';

/** Pods on the cluster of `make up`, with a bus of the checker's own that they reach on the node's address. */
export async function clusterGround(image: string): Promise<Ground> {
  const client = new Client(connect({ kubeconfig }));
  const place: Place = {
    image: image.includes('/') || image.includes(':') ? image : imageRef(image),
    namespace: `conformance-${randomBytes(3).toString('hex')}`,
    nats: await NatsServer.start({ host: NODE_ADDRESS }),
    livekit: await livekit(),
    pods: client.of(pods),
    secrets: client.of(secrets),
  };
  const bus = place.nats.program('operator');
  await bus.ready(10_000);
  await ensureStreams(bus, { replicas: 1, maxAgeSeconds: 3_600, maxBytes: -1 });
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: place.namespace, labels } });
  await kubectl(['wait', '--for=create', 'serviceaccount/default', '--namespace', place.namespace, '--timeout=30s']);
  return {
    bus,
    speechUrl: `http://${await serviceAddress('switchboard-dev', 'speech')}:8000/v1`,
    agent: AGENT,
    graceSeconds: GRACE_SECONDS,
    start: (options) => start(place, options),
    openRoom: () => openRoom(place.livekit),
    breakBus: async () => {
      await place.nats.kill();
      await place.nats.start();
    },
    dispose: async () => {
      await releasePods(place);
      await kubectl(['delete', 'namespace', place.namespace, '--wait=false']);
      await bus.close();
      await place.nats[Symbol.asyncDispose]();
    },
  };
}

interface Place {
  readonly image: string;
  readonly namespace: string;
  readonly nats: NatsServer;
  readonly livekit: LiveKit;
  readonly pods: ResourceClient<Pod>;
  readonly secrets: ResourceClient<Secret>;
}

// Lives release their own; these are the ones of a life that was broken off.
async function releasePods({ pods: all, namespace }: Place): Promise<void> {
  const { items } = await all.list({ namespace });
  await Promise.all(items.map(({ metadata }) => release(all, { namespace, name: metadata.name ?? '' })));
}

/** As the operator does it: the pod first, then its credential, owned by it. */
async function start(place: Place, { credential = 'good', without = '' }: StartOptions = {}): Promise<Process> {
  const { image, namespace, nats } = place;
  const name = `${AGENT}-${randomBytes(5).toString('hex')}`;
  const wanted = podOf({
    name,
    namespace,
    image,
    graceSeconds: GRACE_SECONDS,
    env: {
      SWITCHBOARD_CONTRACT: contract.CONTRACT,
      SWITCHBOARD_AGENT: AGENT,
      SWITCHBOARD_NATS_URL: nats.url,
      SWITCHBOARD_GRACE_SECONDS: `${GRACE_SECONDS}`,
    },
    without,
  });
  const { metadata } = await place.pods.create(wanted);
  const uid = metadata.uid ?? '';
  const expiry = new Date(Date.now() + (credential === 'good' ? 3_600_000 : -60_000));
  await place.secrets.create({
    metadata: {
      name: busSecretName(name),
      namespace,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }],
    },
    stringData: { creds: nats.minter.mint(uid, expiry).creds },
  } as Secret);
  return new ClusterProcess(place.pods, { podUid: uid, pod: name, namespace });
}

async function openRoom({ url, rooms, token }: LiveKit): Promise<OpenRoom> {
  const name = `${AGENT}_session_${Date.now()}_${randomBytes(5).toString('hex')}`;
  await rooms.createRoom({ name, emptyTimeout: 300, departureTimeout: 60 });
  return {
    room: { url, name, token: await token(name, 'agent', 'agent') },
    freshToken: () => token(name, 'agent', 'agent'),
    participants: async () => (await rooms.listParticipants(name)).map(asOccupant),
    join: async (identity) => {
      const caller = new ScriptedCaller(identity);
      await caller.join(url, await token(name, identity));
      return caller;
    },
    close: () => rooms.deleteRoom(name).catch(() => undefined),
  };
}
