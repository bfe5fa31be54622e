import type { Controller } from '@switchboard/kube';
import type { AdminOptions } from '@switchboard/service';
import type { World } from './cluster/world.ts';

/** Fails when a watch says nothing for too long, or when one piece of work doesn't end. */
export function healthOf(
  world: World,
  controllers: () => readonly Controller[],
): Required<Pick<AdminOptions, 'live' | 'ready'>> {
  const queues = () => controllers().map((controller) => controller.healthy());
  return {
    live: {
      watches: () => world.healthy(),
      queues: () => queues().find(({ ok }) => !ok) ?? { ok: true },
    },
    ready: { synced: () => ({ ok: world.hasSynced, message: 'the caches are not filled yet' }) },
  };
}
