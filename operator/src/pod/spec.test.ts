import { annotations, labels } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { ownerOf } from '../cluster/resources.ts';
import { anAgent, aPool, aSession, UID } from '../testing/objects.ts';
import { runtimeHash } from './hash.ts';
import { DO_NOT_DISRUPT, SAFE_TO_EVICT } from './marks.ts';
import { coldNames } from './names.ts';
import { type PodDefaults, type PodRequest, sessionPod } from './spec.ts';

const defaults: PodDefaults = {
  image: 'runtime:1',
  priorityClassName: 'live',
  runAsUser: 65532,
  natsUrl: 'nats://bus',
  logLevel: 'info',
};
const names = coldNames('desk', { uid: UID, createdMs: 1000 }, 1);

const pod = (runtime: object = {}, purpose?: PodRequest['purpose'], more: Partial<PodDefaults> = {}) =>
  sessionPod(
    {
      namespace: 'tenant',
      agent: 'desk',
      names,
      runtime: anAgent({ runtime }).spec.runtime,
      hash: 'abc',
      owner: ownerOf('VoicePool', aPool()),
      deadlineSeconds: 100,
      purpose: purpose ?? { claim: 'warm', pool: 'desk' },
    },
    { ...defaults, ...more },
  );
const container = (runtime: object = {}) => pod(runtime).spec?.containers[0];

describe('a session pod', () => {
  it('has its memory as request and limit, a CPU request and no CPU limit', () => {
    expect(container({ memoryLimit: '400Mi', cpuRequest: '200m' })?.resources).toEqual({
      requests: { cpu: '200m', memory: '400Mi', 'ephemeral-storage': '64Mi' },
      limits: { memory: '400Mi', 'ephemeral-storage': '64Mi' },
    });
  });

  it('asks for a GPU only when the agent does', () => {
    expect(container()?.resources?.limits).not.toHaveProperty('nvidia.com/gpu');
    expect(container({ gpu: { count: 2 } })?.resources).toMatchObject({
      requests: { 'nvidia.com/gpu': '2' },
      limits: { 'nvidia.com/gpu': '2' },
    });
  });

  it('pulls its image with the agent’s Secrets, or else the installation’s', () => {
    const secrets = (runtime: object) =>
      pod(runtime, undefined, { imagePullSecrets: ['registry'] }).spec?.imagePullSecrets;
    expect(secrets({})).toEqual([{ name: 'registry' }]);
    expect(secrets({ imagePullSecrets: ['own'] })).toEqual([{ name: 'own' }]);
    expect(pod().spec).not.toHaveProperty('imagePullSecrets');
  });

  it('is what Pod Security "restricted" admits, and holds no key to the cluster', () => {
    expect(pod().spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container()?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('goes to GPU nodes unless told otherwise', () => {
    expect(pod().spec?.nodeSelector).toEqual({ 'nvidia.com/gpu.present': 'true' });
    expect(pod({ nodeSelector: {} }).spec?.nodeSelector).toEqual({});
  });

  it('outlives a dead kubelet: loss is judged by heartbeat', () => {
    const endless = pod().spec?.tolerations?.filter(({ tolerationSeconds }) => tolerationSeconds === undefined);
    expect(endless?.map(({ key }) => key)).toEqual(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);
  });

  it('may be evicted while it is warm, and not once it has a session', () => {
    expect(pod().metadata.annotations).toMatchObject({ [SAFE_TO_EVICT]: 'true' });
    const session = aSession();
    const own = pod({}, { claim: 'cold', session: session.metadata });
    expect(own.metadata.annotations).toMatchObject({ [SAFE_TO_EVICT]: 'false', [DO_NOT_DISRUPT]: 'true' });
    expect(own.metadata.annotations).toMatchObject({ [annotations.sessionUid]: UID });
    expect(own.metadata.labels).toMatchObject({ [labels.claim]: 'cold', [labels.session]: 'call' });
  });

  it('mounts the agent’s Secrets as files, and never as environment', () => {
    const runtime = { secrets: [{ name: 'keys', secretName: 'speech-keys' }] };
    expect(pod(runtime).spec?.volumes).toContainEqual({
      name: 's-keys',
      secret: { secretName: 'speech-keys', defaultMode: 0o440 },
    });
    expect(container(runtime)?.volumeMounts).toContainEqual({
      name: 's-keys',
      mountPath: '/etc/switchboard/secrets/keys',
      readOnly: true,
    });
    expect(JSON.stringify(container(runtime)?.env)).not.toContain('speech-keys');
  });

  it('takes the agent’s image and priority before the installation’s', () => {
    expect(container()?.image).toBe('runtime:1');
    expect(pod({ image: 'mine:2', priorityClassName: 'mine' }).spec).toMatchObject({
      priorityClassName: 'mine',
      containers: [{ image: 'mine:2' }],
    });
  });
});

describe('its names and hash', () => {
  it('follow from the session and the try, so that a repeated pass meets its own pod', () => {
    const session = { uid: UID, createdMs: 1000 };
    expect(coldNames('desk', session, 1)).toEqual(names);
    expect(coldNames('desk', session, 2).pod).not.toBe(names.pod);
    expect(names.room).toMatch(/^desk_session_1000_[a-z0-9]{10}$/);
  });

  it('change with what makes another pod, and with nothing else', () => {
    const hash = (runtime: object, more: Partial<PodDefaults> = {}) =>
      runtimeHash(anAgent({ runtime }).spec.runtime, { ...defaults, ...more });
    expect(hash({})).toBe(hash({}, { logLevel: 'debug' }));
    expect(hash({})).not.toBe(hash({ memoryLimit: '301Mi' }));
    expect(hash({})).not.toBe(hash({}, { image: 'runtime:2' }));
    expect(hash({ image: 'mine' })).toBe(hash({ image: 'mine' }, { image: 'runtime:2' }));
  });
});
