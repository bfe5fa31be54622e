import type { PoolStatus } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { aPool } from '../testing/objects.ts';
import type { PoolPlan } from './decide.ts';
import { type PoolTrouble, poolStatus } from './status.ts';

interface Case {
  readonly desired?: number;
  readonly ready?: number;
  readonly claimed?: number;
  readonly atMaximum?: boolean;
  readonly trouble?: PoolTrouble;
}

function said({ desired = 2, ready = 0, claimed = 0, atMaximum = false, trouble }: Case): PoolStatus {
  const counts = { pods: ready + claimed, ready, claimed, starting: 0, going: 0 };
  const plan: PoolPlan = { desired, create: 0, remove: [], counts, atMaximum, need: 0 };
  return poolStatus(aPool(), { plan, queued: 0, trouble }, '2026-01-01T00:00:00Z');
}

const conditions = (status: PoolStatus) =>
  Object.fromEntries((status.conditions ?? []).map(({ type, status: is, reason }) => [type, `${is} ${reason}`]));

const trouble = (reason: PoolTrouble['reason'], degraded = true): PoolTrouble => ({ reason, message: 'why', degraded });

describe('a pool says', () => {
  it.each<[string, Case, object]>([
    [
      'that it has what it wants',
      { ready: 2 },
      { Ready: 'True PodsReady', Saturated: 'False BelowMaximum', Degraded: 'False Healthy' },
    ],
    ['so too when its pods are in conversations', { claimed: 2, atMaximum: true }, { Ready: 'True PodsReady' }],
    ['that pods are on their way', { ready: 1 }, { Ready: 'False Refilling', Degraded: 'False Healthy' }],
    ['that it may not grow', { claimed: 2, atMaximum: true }, { Saturated: 'True AtMaximum' }],
    [
      'what is wrong, as long as it matters',
      { ready: 1, trouble: trouble('PodsUnhealthy') },
      { Ready: 'False PodsUnhealthy', Degraded: 'True PodsUnhealthy' },
    ],
    [
      'that a new pod failed, without calling a person for the first',
      { ready: 1, trouble: trouble('PodsUnhealthy', false) },
      { Ready: 'False PodsUnhealthy', Degraded: 'False Healthy' },
    ],
    [
      'that it has no agent, though it wants no pods then',
      { desired: 0, trouble: trouble('AgentNotFound') },
      { Ready: 'False AgentNotFound', Degraded: 'True AgentNotFound' },
    ],
  ])('%s', (_sentence, facts, expected) => {
    expect(conditions(said(facts))).toMatchObject(expected);
  });

  it('in plain words what it waits for, and nothing when it waits for nothing', () => {
    expect(said({ ready: 1 }).waitingFor).toBe('Warm pods are on their way.');
    expect(said({ trouble: trouble('QuotaRefused') }).waitingFor).toBe('why');
    expect(said({ ready: 2 }).waitingFor).toBeUndefined();
  });
});
