import { FakeClock } from '@switchboard/service';
import { describe, expect, it } from 'vitest';
import { FakeApi } from '../testing/fake-api.ts';
import { NodeLeases } from './node-leases.ts';

const lease = (leaseDurationSeconds = 40) => ({ metadata: { name: 'one' }, spec: { leaseDurationSeconds } }) as never;

function begin(): { clock: FakeClock; nodes: NodeLeases } {
  const clock = new FakeClock();
  return { clock, nodes: new NodeLeases({ client: new FakeApi().client(), clock, onError: () => {} }) };
}

describe('node leases', () => {
  it('a kubelet is late once it missed its renewal, a quarter of the duration', async () => {
    const { clock, nodes } = begin();
    nodes.renewed(lease());
    await clock.advance(10_999);
    expect(nodes.isLate('one')).toBe(false);
    await clock.advance(1);
    expect(nodes.isLate('one')).toBe(true);
    nodes.renewed(lease());
    expect(nodes.isLate('one')).toBe(false);
  });

  it('a node without a lease is not judged', () => {
    const { nodes } = begin();
    expect(nodes.silentMs('other')).toBeUndefined();
    expect(nodes.isLate('other')).toBe(false);
    expect(nodes.isLate(undefined)).toBe(false);
  });

  it('while the API server could not be heard, nobody was silent', async () => {
    const { clock, nodes } = begin();
    nodes.renewed(lease());
    await clock.advance(60_000);
    nodes.pardon();
    expect(nodes.isLate('one')).toBe(false);
    expect(nodes.silentMs('one')).toBe(0);
  });

  it('does not look at the wall clock', async () => {
    const { clock, nodes } = begin();
    nodes.renewed(lease());
    clock.skew(300_000);
    expect(nodes.isLate('one')).toBe(false);
  });
});
