import type { bus, SessionStatus } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { aPod, aPodView, aSession, aView, bound, UID } from '../testing/objects.ts';
import { decide } from './decide.ts';
import type { Decision, SessionView } from './view.ts';

const now = '2026-01-01T00:00:10Z';
const starting: SessionStatus = { phase: 'Starting', pod: bound, boundAt: now };
const ready: SessionStatus = { ...starting, phase: 'Ready', readyAt: now };
const active: SessionStatus = { ...ready, phase: 'Active', activeAt: now };
const taken = { state: 'taken' } as const;
const deaf = { state: 'deaf', message: 'no answer' } as const;

const live = (status: SessionStatus, view: Partial<SessionView> = {}, spec: object = {}): SessionView =>
  aView({ session: aSession(spec, status), pod: aPodView(), assignment: taken, ...view });

const report = (event: bus.StatusReport['event'], more: object = {}): bus.StatusReport => ({
  sequence: 1,
  at: now,
  session: { uid: UID, name: 'call', namespace: 'tenant' },
  event,
  ...more,
});

const terminated = (reason: string, exitCode = 137) => ({
  phase: 'Failed',
  containerStatuses: [{ state: { terminated: { reason, exitCode } } }],
});
const dead = (status: object) => aPodView({ seen: aPod(status), finished: true });
const waitingFor = (reason: string) =>
  aPod({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason } } }] });
const deleted = (session: SessionView['session']) => ({
  ...session,
  metadata: { ...session.metadata, deletionTimestamp: now },
});

type Row = [sentence: string, view: SessionView, decision: Decision['do'], reason?: string];

const rows: Row[] = [
  ['a new session seeks a pod', aView(), 'place'],
  ['one whose agent does not exist ends', aView({ agent: undefined }), 'end', 'AgentNotFound'],
  ['one stopped before it had a pod is cancelled', aView({ session: aSession({ stop: true }) }), 'end', 'Cancelled'],
  ['one deleted before it had a pod is cancelled', aView({ session: deleted(aSession()) }), 'end', 'Cancelled'],
  [
    'one whose queue was cleared says so',
    aView({ session: aSession({ stop: true, stopReason: 'QueueCleared' }) }),
    'end',
    'QueueCleared',
  ],
  ['one that waited too long ends', aView({ elapsed: { pending: 60_000 } }), 'end', 'PendingTimeout'],
  [
    'one that no node would take ends with the scheduler’s words',
    aView({
      elapsed: { pending: 60_000 },
      pod: aPodView({
        bound: false,
        seen: aPod({
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
        }),
      }),
    }),
    'end',
    'Unschedulable',
  ],
  [
    'one that the quota kept out ends so',
    aView({
      elapsed: { pending: 60_000 },
      session: aSession(
        {},
        {
          conditions: [
            { type: 'Bound', status: 'False', reason: 'QuotaRefused', message: 'full', lastTransitionTime: now },
          ],
        },
      ),
    }),
    'end',
    'QuotaRefused',
  ],
  [
    'a cold pod whose image can’t be had ends it',
    aView({ pod: aPodView({ bound: false, seen: waitingFor('ImagePullBackOff') }) }),
    'end',
    'ImagePullFailed',
  ],
  [
    'one failed attempt to pull is not the end',
    aView({ pod: aPodView({ bound: false, seen: waitingFor('ErrImagePull') }) }),
    'place',
  ],
  [
    'a Secret that does not exist ends it',
    aView({
      pod: aPodView({
        bound: false,
        seen: aPod({ phase: 'Pending' }),
        mountFailure: 'MountVolume.SetUp failed for volume "s-keys" : secret "speech-keys" not found',
      }),
    }),
    'end',
    'SecretMissing',
  ],
  [
    'its own credential may come a moment late',
    aView({
      pod: aPodView({
        bound: false,
        seen: aPod({ phase: 'Pending' }),
        mountFailure: 'MountVolume.SetUp failed for volume "bus" : secret "desk-aaaaaaaaaa-bus" not found',
      }),
    }),
    'place',
  ],
  ['a bound pod is told of its session', live(starting, { assignment: { state: 'none' } }), 'assign'],
  ['while the pod is asked, we wait', live(starting, { assignment: { state: 'asking' } }), 'wait'],
  ['a deaf pod is replaced', live(starting, { assignment: deaf }), 'replace'],
  ['not while nothing proves it deaf', live(starting, { assignment: deaf, deafnessProven: false }), 'wait'],
  ['nor while the bus is away', live(starting, { assignment: deaf, busUp: false }), 'wait'],
  [
    'after three replacements it ends',
    live({ ...starting, pod: { ...bound, attempt: 4 } }, { assignment: deaf }),
    'end',
    'AssignFailed',
  ],
  [
    'a pod lost before it took the session is replaced',
    live(starting, { assignment: { state: 'none' }, pod: aPodView({ seen: undefined }) }),
    'replace',
  ],
  ['a pod lost after that is not', live(starting, { pod: aPodView({ seen: undefined }) }), 'end', 'PodDeleted'],
  [
    'an agent that never joins ends it',
    live(starting, { elapsed: { pending: 0, taken: 15_000 } }),
    'end',
    'AgentJoinTimeout',
  ],
  ['a conversation goes on', live(active), 'wait'],
  ['a pod killed by the kernel', live(active, { pod: dead(terminated('OOMKilled')) }), 'end', 'OOMKilled'],
  ['a pod that crashed', live(active, { pod: dead(terminated('Error', 7)) }), 'end', 'PodCrashed'],
  [
    'a pod that left of its own will has said why, and that is looked for',
    live(active, { pod: dead(terminated('Completed', 0)) }),
    'hold',
  ],
  [
    'also while the bus is away',
    live(active, { busUp: false, elapsed: { pending: 0, over: 31_000 }, pod: dead(terminated('Completed', 0)) }),
    'hold',
  ],
  [
    'but not for ever',
    live(active, { elapsed: { pending: 0, over: 30_000 }, pod: dead(terminated('Completed', 0)) }),
    'end',
    'PodCrashed',
  ],
  [
    'one that left and had said nothing',
    live(active, { pod: { ...dead(terminated('Completed', 0)), heardOut: true } }),
    'end',
    'PodCrashed',
  ],
  [
    'one whose word was found',
    live(active, {
      pod: { ...dead(terminated('Completed', 0)), heardOut: true },
      reports: [report('Ended', { reason: 'CallerLeft' })],
    }),
    'end',
    'CallerLeft',
  ],
  [
    'a pod past its deadline',
    live(active, { pod: dead({ phase: 'Failed', reason: 'DeadlineExceeded' }) }),
    'end',
    'DeadlineExceeded',
  ],
  [
    'a pod evicted by the kubelet',
    live(active, { pod: dead({ phase: 'Failed', reason: 'Evicted' }) }),
    'end',
    'Evicted',
  ],
  [
    'a pod preempted by the scheduler',
    live(active, {
      pod: dead({
        phase: 'Failed',
        conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: '' }],
      }),
    }),
    'end',
    'Evicted',
  ],
  ['a pod that somebody deleted', live(active, { pod: aPodView({ seen: undefined }) }), 'end', 'PodDeleted'],
  [
    'a pod on its way out may still take its leave',
    live(active, { pod: aPodView({ seen: aPod({ phase: 'Running' }, { deletionTimestamp: now }) }) }),
    'wait',
  ],
  ['a silent pod', live(active, { pod: aPodView({ silentMs: 15_000 }) }), 'end', 'HeartbeatLost'],
  [
    'silence while the bus is ill proves nothing',
    live(active, { pod: aPodView({ silentMs: 60_000 }), frozen: true }),
    'wait',
  ],
  [
    'a silent pod on a node that is not ready',
    live(active, { nodeReady: false, pod: aPodView({ silentMs: 15_000 }) }),
    'end',
    'NodeLost',
  ],
  ['a dead kubelet alone ends nothing', live(active, { nodeReady: false }), 'wait'],
  [
    'a silent pod on a node that stopped renewing its lease, before Kubernetes says NotReady',
    live(active, { nodeLate: true, nodeSilentMs: 11_000, pod: aPodView({ silentMs: 15_500 }) }),
    'end',
    'NodeLost',
  ],
  [
    'a lost node with a third of all pods on it',
    live(active, { nodeLate: true, nodeSilentMs: 20_000, frozen: true, pod: aPodView({ silentMs: 20_000 }) }),
    'end',
    'NodeLost',
  ],
  [
    'a lost node while the bus was away is not yet believed',
    live(active, { nodeReady: false, busSettled: false, frozen: true, pod: aPodView({ silentMs: 20_000 }) }),
    'wait',
  ],
  [
    'a silent pod whose node may have gone with it',
    live(active, { nodeSilentMs: 10_500, pod: aPodView({ silentMs: 15_000 }) }),
    'wait',
  ],
  [
    'a silent pod whose node was heard after it',
    live(active, { nodeSilentMs: 2000, pod: aPodView({ silentMs: 15_000 }) }),
    'end',
    'HeartbeatLost',
  ],
  ['a kubelet late with its lease ends nothing', live(active, { nodeLate: true, nodeSilentMs: 60_000 }), 'wait'],
  ['the pod’s own word', live(active, { reports: [report('Ended', { reason: 'IdleTimeout' })] }), 'end', 'IdleTimeout'],
  [
    'a pod that somebody told to go, until the kubelet says why',
    live(active, { reports: [report('Ended', { reason: 'Drained' })] }),
    'hold',
  ],
  [
    'a pod that took its leave because it was evicted',
    live(active, {
      reports: [report('Ended', { reason: 'Drained' })],
      pod: dead({ phase: 'Failed', reason: 'Evicted', message: 'too much' }),
    }),
    'end',
    'Evicted',
  ],
  [
    'a pod that took its leave because it was evicted, and kept no reason',
    live(active, { reports: [report('Ended', { reason: 'Drained' })], pod: dead(terminated('Completed', 0)) }),
    'end',
    'Evicted',
  ],
  [
    'a pod that was told to go, and whose kubelet is silent',
    live(active, { reports: [report('Ended', { reason: 'Drained' })], pod: aPodView({ silentMs: 15_000 }) }),
    'end',
    'Drained',
  ],
  [
    'the pod’s own word goes before what is seen of it',
    live(active, { reports: [report('Ended', { reason: 'CallerLeft' })], pod: dead(terminated('Completed', 0)) }),
    'end',
    'CallerLeft',
  ],
  [
    'a leave-taking of a pod that somebody deleted',
    live(active, {
      reports: [report('Ended', { reason: 'Drained' })],
      pod: aPodView({ seen: aPod({ phase: 'Running' }, { deletionTimestamp: now }) }),
    }),
    'end',
    'PodDeleted',
  ],
  ['stop asks for a goodbye', live(active, {}, { stop: true }), 'leave', 'Stopped'],
  ['stop now cuts', live(active, {}, { stop: true, stopMode: 'Now' }), 'leave', 'Stopped'],
  ['a drain is recorded as one', live(active, {}, { stop: true, stopReason: 'Drained' }), 'leave', 'Drained'],
  [
    'deletion of a live session',
    aView({ session: deleted(aSession({}, active)), pod: aPodView(), assignment: taken }),
    'leave',
    'Stopped',
  ],
  ['the longest conversation', live(active, { elapsed: { pending: 0, ready: 3_600_000 } }), 'leave', 'MaxDuration'],
  ['a caller who never came', live(ready, { elapsed: { pending: 0, ready: 60_000 } }), 'leave', 'JoinTimeout'],
  ['a caller who left may come back', live(active, { elapsed: { pending: 0, ready: 90_000, away: 30_000 } }), 'wait'],
  [
    'a caller who stays away',
    live(active, { elapsed: { pending: 0, ready: 90_000, away: 33_000 } }),
    'leave',
    'CallerLeft',
  ],
  [
    'a goodbye is waited for',
    live({ ...active, phase: 'Ending', reason: 'MaxDuration' }, { elapsed: { pending: 0, ending: 15_000 } }),
    'wait',
  ],
  [
    'but not for ever',
    live({ ...active, phase: 'Ending', reason: 'MaxDuration' }, { elapsed: { pending: 0, ending: 18_000 } }),
    'end',
    'MaxDuration',
  ],
];

const reasonOf = (decision: Decision): string | undefined => {
  if (decision.do === 'end') return decision.verdict.reason;
  return decision.do === 'leave' ? decision.reason : undefined;
};

describe('what becomes of a session', () => {
  it.each(rows)('%s', (_sentence, view, what, reason) => {
    const decision = decide(view);
    expect(decision.do).toBe(what);
    expect(reasonOf(decision)).toBe(reason);
  });

  it('tells the peak of a pod that the kernel killed', () => {
    const pod = { ...dead(terminated('OOMKilled')), memoryPeakBytes: 290 * 2 ** 20 };
    const decision = decide(live(active, { pod }));
    expect(decision).toMatchObject({ verdict: { message: expect.stringMatching(/300Mi.*290Mi/) } });
  });

  it('counts its attempts from the binding it has', () => {
    expect(decide(live({ ...starting, pod: { ...bound, attempt: 2 } }, { assignment: deaf }))).toMatchObject({
      do: 'replace',
      attempt: 3,
    });
  });
});
