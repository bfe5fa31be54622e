import { labels, MANAGED_BY } from '@switchboard/api';
import { type ApiError, isAlreadyExists, isForbidden, type PodDisruptionBudget } from '@switchboard/kube';
import type { World } from '../cluster/world.ts';

const NAME = 'switchboard-live';
/** More than there can ever be. An integer spares the disruption controller the search for an owner's /scale. */
const EVERY_POD = 2 ** 31 - 1;

/** One budget a namespace: the Eviction API never takes a live call, and always may take a warm pod. */
export class Budgets {
  readonly #world: World;
  readonly #made = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  async ensure(namespace: string): Promise<void> {
    if (this.#made.has(namespace)) return;
    await this.#world.budgets.create(liveBudget(namespace)).catch((error: unknown) => {
      if (!isAlreadyExists(error) && !isTerminating(error)) throw error;
    });
    this.#made.add(namespace);
  }

  /** Somebody may have deleted one: the next use of each namespace looks again. */
  forget(): void {
    this.#made.clear();
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
