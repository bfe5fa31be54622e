import { Gauge, type Registry } from '@prometheus-io/client';

/** leader_election_master_status: 1 on the leader, 0 on the others. */
export function electorMetrics(registry: Registry): (name: string) => { leading(is: boolean): void } {
  const status = new Gauge({
    name: 'leader_election_master_status',
    help: 'Whether this process leads, 1 or 0',
    labelNames: ['name'],
    registers: [registry],
  });
  return (name) => ({ leading: (is) => status.set({ name }, is ? 1 : 0) });
}
