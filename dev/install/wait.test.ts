import { describe, expect, it } from 'vitest';
import { isHopeless, waitsFor } from './wait.ts';

const pod = (reason: string, restartCount: number) => ({
  metadata: { namespace: 'n', name: 'p' },
  status: { phase: 'Pending', containerStatuses: [{ ready: false, restartCount, state: { waiting: { reason } } }] },
});

describe('waiting for workloads', () => {
  it('a pod that falls over again and again, or has no image, is not waited for', () => {
    expect(isHopeless(pod('CrashLoopBackOff', 3))).toBe(true);
    expect(isHopeless(pod('ErrImageNeverPull', 0))).toBe(true);
  });

  it('one that only starts, or fell over because another was not there yet, is', () => {
    expect(isHopeless(pod('ContainerCreating', 0))).toBe(false);
    expect(isHopeless(pod('CrashLoopBackOff', 1))).toBe(false);
  });

  it('says what a workload still waits for', () => {
    const kind = 'Deployment';
    const metadata = { namespace: 'n', name: 'w', generation: 2 };
    const status = { observedGeneration: 2, updatedReplicas: 1, readyReplicas: 0, replicas: 1 };
    expect(waitsFor({ kind, metadata, spec: {}, status })).toBe('0 of 1 ready');
    expect(waitsFor({ kind, metadata, spec: {}, status: { ...status, readyReplicas: 1 } })).toBeUndefined();
  });
});
