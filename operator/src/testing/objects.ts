import { agentLimits, agentSpec, labels, MANAGED_BY, poolSpec, sessionSpec } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';
import type { VoiceAgent, VoicePool, VoiceSession } from '../cluster/resources.ts';
import type { PodView, SessionView } from '../sessions/view.ts';

export const UID = '00000000-0000-4000-8000-000000000001';
export const POD_UID = '00000000-0000-4000-8000-0000000000aa';
const created = '2026-01-01T00:00:00Z';
const endpoint = { endpoints: [{ url: 'http://speech:8000/v1' }], model: 'test' };

const metadata = (name: string, uid: string) => ({
  name,
  namespace: 'tenant',
  uid,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: created,
});

export function anAgent(spec: object = {}): VoiceAgent {
  const speech = { transcribe: [endpoint], think: [endpoint], speak: [endpoint] };
  return {
    metadata: metadata('desk', '00000000-0000-4000-8000-00000000000a'),
    spec: agentSpec.parse({ prompt: 'Be kind.', speech, ...spec }),
  };
}

export function aPool(spec: object = {}): VoicePool {
  return {
    metadata: metadata('desk', '00000000-0000-4000-8000-00000000000b'),
    spec: poolSpec.parse({ agent: 'desk', ...spec }),
  };
}

export function aSession(spec: object = {}, status?: VoiceSession['status']): VoiceSession {
  return {
    metadata: metadata('call', UID),
    spec: sessionSpec.parse({ agent: 'desk', ...spec }),
    ...(status ? { status } : {}),
  };
}

export function aPod(status: object = { phase: 'Running' }, more: Partial<Pod['metadata']> = {}): Pod {
  return {
    metadata: {
      ...metadata('desk-aaaaaaaaaa', POD_UID),
      labels: { [labels.managedBy]: MANAGED_BY, [labels.agent]: 'desk', [labels.claim]: 'cold' },
      ...more,
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'session', resources: { limits: { memory: '300Mi' } } }] },
    status,
  } as Pod;
}

export const bound = { name: 'desk-aaaaaaaaaa', uid: POD_UID, warm: true, attempt: 1 };

export function aPodView(view: Partial<PodView> = {}): PodView {
  return {
    uid: POD_UID,
    name: bound.name,
    bound: true,
    seen: aPod(),
    finished: false,
    heardOut: false,
    deletedByUs: false,
    answered: true,
    silentMs: 0,
    memoryPeakBytes: undefined,
    mountFailure: undefined,
    ...view,
  };
}

/** A session that was just made, with everything well; each test says what is different. */
export function aView(view: Partial<SessionView> = {}): SessionView {
  const session = view.session ?? aSession();
  return {
    stored: session,
    session,
    agent: anAgent(),
    limits: agentLimits.parse({}),
    pod: undefined,
    nodeReady: true,
    nodeSilentMs: undefined,
    nodeLate: false,
    frozen: false,
    busSettled: true,
    busUp: true,
    deafnessProven: true,
    assignment: { state: 'none' },
    reports: [],
    elapsed: { pending: 0 },
    clocks: { agentJoinMs: 15_000, goodbyeMs: 15_000, silenceMs: 15_000, heartbeatMs: 5000 },
    ...view,
  };
}
