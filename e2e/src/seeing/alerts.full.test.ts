import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scene } from '../operator/scene.ts';
import {
  create,
  createAgent,
  eventually,
  gatewayUrl,
  kubectl,
  makeKey,
  ownNamespace,
  warmPods,
} from '../support/index.ts';
import { joined, ScriptedCaller, silence, spoken } from '../voice/index.ts';
import { ImpatientRules } from './impatient-rules.ts';
import { changeOperator, scaleOperator } from './programs.ts';
import { Prometheus } from './prometheus.ts';

const namespace = ownNamespace('alerts', 'switchboard-system');
const crowd = ownNamespace('crowd');
const scene = new Scene(namespace);
const rules = new ImpatientRules();
let prometheus: Prometheus;

beforeAll(async () => {
  prometheus = await Prometheus.start({
    ruleFiles: rules.files,
    sessionsOf: namespace,
  });
  await eventually('a scrape', async () => (await prometheus.count('leader_election_master_status == 1')) > 0);
  await scene.agent('well', {});
  await scene.start('well', 'well');
  await scene.inPhase('well', 'Ready', 60);
  // A rate wants two scrapes of a counter at 0 before it counts.
  await eventually('two scrapes since', async () => {
    const query = `count_over_time(switchboard_sessions_ended_total{namespace="${namespace}",reason="OOMKilled"}[1m]) > 2`;
    return (await prometheus.count(query)) > 0;
  });
});
afterAll(async () => {
  await prometheus?.[Symbol.asyncDispose]();
  rules[Symbol.dispose]();
});

async function started(name: string, faults: Record<string, string>): Promise<void> {
  await scene.agent(name, faults);
  await scene.start(name, name);
}

describe('an alert fires at the fault that it is for', () => {
  it('SwitchboardPoolEmpty: warm pods whose image can not be pulled', async () => {
    await scene.agent('imageless', {}, { runtime: { image: 'localhost/switchboard/does-not-exist:1' } });
    await scene.pool('imageless', { min: 1, max: 1, buffer: 0 });
    await prometheus.fires('SwitchboardPoolEmpty', 30);
    await kubectl(['delete', 'voicepool', 'imageless', '--namespace', namespace]);
  });

  it('SwitchboardQueueLong: more sessions than the tenant may have', async () => {
    const tenant = { maxSessions: 0, maxQueue: 100 };
    const metadata = { namespace: crowd };
    const apiVersion = 'switchboard.dev/v1alpha1';
    await create({ apiVersion, kind: 'VoiceTenant', metadata: { ...metadata, name: 'default' }, spec: tenant });
    await new Scene(crowd).agent('desk');
    const sessions = Array.from({ length: 51 }, (_, i) => ({
      apiVersion,
      kind: 'VoiceSession',
      metadata: { ...metadata, name: `waits-${i}` },
      spec: { agent: 'desk' },
    }));
    await create(...sessions);
    await prometheus.fires('SwitchboardQueueLong', 60);
    await kubectl(['delete', 'voicesessions', '--all', '--namespace', crowd, '--wait=false']);
  });

  it('SwitchboardHeartbeatsLate: a pod that falls silent', async () => {
    await started('mute', { STUB_MUTE: 'true' });
    await prometheus.fires('SwitchboardHeartbeatsLate', 60);
    expect(await scene.ended('mute')).toBe('HeartbeatLost');
  });

  it('SwitchboardPodMemoryHigh and SwitchboardModelEndpointOpen: what a pod says of itself', async () => {
    await started('ill', { STUB_NEARLY_FULL: 'true', STUB_MODEL_LOST: 'true' });
    await prometheus.fires('SwitchboardPodMemoryHigh', 60);
    await prometheus.fires('SwitchboardModelEndpointOpen', 30);
    await scene.patch('voicesession', 'ill', { stop: true });
  });

  it('SwitchboardOOMKills: one session over its limit', async () => {
    await started('greedy', { STUB_FILL: 'true' });
    expect(await scene.ended('greedy', 60)).toBe('OOMKilled');
    await prometheus.fires('SwitchboardOOMKills', 30);
  });

  it('SwitchboardStartSlow and the budget of starts: agents that take three seconds to their rooms', async () => {
    await scene.agent('slow', { STUB_JOIN_MS: '3000' });
    for (const name of ['slow-1', 'slow-2', 'slow-3']) await scene.start(name, 'slow');
    for (const name of ['slow-1', 'slow-2', 'slow-3']) await scene.inPhase(name, 'Ready', 60);
    await prometheus.fires('SwitchboardStartSlow', 30);
    await prometheus.fires('SwitchboardStartBudgetFastBurn', 30);
    await prometheus.fires('SwitchboardStartBudgetSlowBurn', 30);
    for (const name of ['slow-1', 'slow-2', 'slow-3']) await scene.patch('voicesession', name, { stop: true });
  });

  it('SwitchboardEndReasonBurst, SwitchboardFailures and the budget of sessions: many that fail', async () => {
    for (let i = 0; i < 14; i++) await scene.start(`astray-${i}`, 'nobody');
    await scene.agent('brittle', { STUB_CRASH: 'assigned' });
    const brittle = ['brittle-1', 'brittle-2', 'brittle-3', 'brittle-4'];
    for (const name of brittle) await scene.start(name, 'brittle');
    for (const name of brittle) expect(await scene.ended(name, 60)).toBe('PodCrashed');
    for (const alert of ['EndReasonBurst', 'Failures', 'SessionBudgetFastBurn', 'SessionBudgetSlowBurn'])
      await prometheus.fires(`Switchboard${alert}`, 60);
  });

  it('SwitchboardTurnSlow: an agent that waits three seconds before it answers', async () => {
    const turnTaking = { minEndpointingMilliseconds: 3000, maxEndpointingMilliseconds: 3000 };
    const { key, revoke } = await makeKey(namespace);
    await createAgent(namespace, 'ada', { warm: 1, spec: { turnTaking } });
    await warmPods(namespace, 'ada', 1);
    const client = new Switchboard({ url: gatewayUrl, key });
    const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
    await using caller = new ScriptedCaller(session.identity ?? '');
    await caller.join(connection.server_url, connection.participant_token);
    await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
    await caller.quiet(1000, 30_000);
    for (const turn of [1, 2]) {
      await caller.speak(joined(silence(200), await spoken('what is my number'), silence(600)));
      await caller.until('an answer', () => caller.said('agent')[turn], 30_000);
      await caller.quiet(1000, 30_000);
    }
    await prometheus.fires('SwitchboardTurnSlow', 30);
    await client.stop(session.id, 'Goodbye');
    await revoke();
  });

  it('SwitchboardNoLeader and SwitchboardCapacityHigh: nobody operates, then somebody who may take one session', async () => {
    await started('goes-on', { STUB_CALLER_MS: '0' });
    await scene.inPhase('goes-on', 'Active', 60);
    const replicas = await scaleOperator(0);
    await prometheus.fires('SwitchboardNoLeader', 90);
    const restore = await changeOperator({ maxSessions: 1 });
    try {
      await scaleOperator(1);
      await prometheus.fires('SwitchboardCapacityHigh', 90);
    } finally {
      await restore();
      await scaleOperator(0);
      await scaleOperator(replicas);
    }
  });
});
