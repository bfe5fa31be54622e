import { labels, MANAGED_BY } from '@switchboard/api';
import { type ApiError, isAlreadyExists, isForbidden, type PodDisruptionBudget } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { World } from '../cluster/world.ts';

const NAME = 'switchboard-live';
/** More than there can ever be. An integer spares the disruption controller the search for an owner's /scale. */
const EVERY_POD = 2 ** 31 - 1;

/** Somebody may delete one: it is made again with the first pod after this time. */
const BELIEVED_MS = 600_000;

/** One budget a namespace: the Eviction API never takes a live call, and always may take a warm pod. */
export class Budgets {
  readonly #world: Pick<World, 'budgets'>;
  readonly #clock: Clock;
  readonly #madeAt = new Map<string, number>();

  constructor(world: Pick<World, 'budgets'>, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  async ensure(namespace: string): Promise<void> {
    const now = this.#clock.monotonic();
    const madeAt = this.#madeAt.get(namespace);
    if (madeAt !== undefined && now - madeAt < BELIEVED_MS) return;
    await this.#world.budgets.create(liveBudget(namespace)).catch((error: unknown) => {
      if (!isAlreadyExists(error) && !isTerminating(error)) throw error;
    });
    this.#madeAt.set(namespace, now);
  }
}

/** In a namespace that is going away nothing is to be protected any more. */
const isTerminating = (error: unknown): boolean =>
  isForbidden(error) && /is being terminated/.test((error as ApiError).status().message ?? '');

function liveBudget(namespace: string): PodDisruptionBudget {
  return {
    metadata: { name: NAME, namespace, labels: { [labels.managedBy]: MANAGED_BY } },
    spec: {
      minAvailable: EVERY_POD,
      // A pod that can't become ready holds up a drain for nothing.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: {
        matchLabels: { [labels.managedBy]: MANAGED_BY },
        matchExpressions: [{ key: labels.claim, operator: 'In', values: ['claimed', 'cold'] }],
      },
    },
  } as unknown as PodDisruptionBudget;
}
