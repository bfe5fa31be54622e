import { labels } from '@switchboard/api';
import type { Change, KubeMetrics, Pod } from '@switchboard/kube';
import { Controller, keyOf } from '@switchboard/kube';
import type { VoiceSession } from '../cluster/resources.ts';
import type { World } from '../cluster/world.ts';
import { uidOf } from '../pod/marks.ts';
import type { SessionDeps } from './deps.ts';
import { priorities, priorityOf } from './priority.ts';
import { reconcileSession } from './reconcile.ts';

export interface SessionControllerOptions {
  readonly concurrency: number;
  readonly metrics: KubeMetrics;
  readonly world: World;
}

export function sessionController(
  deps: () => SessionDeps,
  { concurrency, metrics, world }: SessionControllerOptions,
): Controller {
  const controller = new Controller({
    name: 'sessions',
    concurrency,
    metrics,
    backoff: { baseMs: 50, maxMs: 15_000 },
    stuckAfterMs: 120_000,
    reconcile: (key) => reconcileSession(key, deps()),
    onError: (error, key) => deps().log.warn({ error, session: key }, 'a pass over a session failed; it is repeated'),
  });
  for (const reflector of world.sessions.reflectors) controller.watches(reflector, sessionRequests);
  for (const reflector of world.pods.reflectors) controller.watches(reflector, sessionsOfPod);
  return controller;
}

function* sessionRequests({ type, object }: Change<VoiceSession>) {
  if (type !== 'deleted') yield { key: keyOf(object), priority: priorityOf(object) };
}

/** The session that a pod belongs to. */
function* sessionsOfPod({ object }: Change<Pod>) {
  const name = object.metadata.labels?.[labels.session];
  if (name !== undefined && uidOf(object) !== '')
    yield { key: `${object.metadata.namespace}/${name}`, priority: priorities.starting };
}
