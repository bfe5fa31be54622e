import type { Limits } from '@switchboard/api';
import {
  type ApiError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isInvalid,
  isNotFound,
  isQuotaExceeded,
  type Pod,
  refOf,
} from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import { ownerOf, type VoiceAgent, type VoicePool, type VoiceSession } from '../cluster/resources.ts';
import type { World } from '../cluster/world.ts';
import { coldDeadline, warmDeadline } from './clocks.ts';
import { runtimeHash } from './hash.ts';
import { isDeleting, sessionUidOf, uidOf } from './marks.ts';
import { coldNames, warmNames } from './names.ts';
import { credentialSecret } from './secret.ts';
import { type PodDefaults, type PodRequest, sessionPod } from './spec.ts';

export interface Minter {
  mint(podUid: string, expiresAt: Date): { readonly creds: string };
}

/** Why the API server took no pod. */
export class PodRefusedError extends Error {
  readonly reason: 'QuotaRefused' | 'PodRefused';

  constructor(reason: 'QuotaRefused' | 'PodRefused', cause: ApiError) {
    super(cause.status().message ?? cause.message, { cause });
    this.name = 'PodRefusedError';
    this.reason = reason;
  }
}

export interface PodMakerOptions {
  readonly world: World;
  readonly minter: Minter;
  readonly defaults: PodDefaults;
  readonly clock: Clock;
}

/** Creates session pods, each with the credential that it alone may use. */
export class PodMaker {
  readonly #options: PodMakerOptions;
  readonly #hashes = new WeakMap<object, string>();
  readonly #credentialed = new Set<string>();

  constructor(options: PodMakerOptions) {
    this.#options = options;
  }

  hashOf(agent: VoiceAgent): string {
    const { runtime } = agent.spec;
    const hash = this.#hashes.get(runtime) ?? runtimeHash(runtime, this.#options.defaults);
    this.#hashes.set(runtime, hash);
    return hash;
  }

  async warm(pool: VoicePool, agent: VoiceAgent): Promise<Pod> {
    const { namespace } = pool.metadata;
    const deadlineSeconds = warmDeadline(pool.spec.maximumAgeSeconds, agent.spec.limits);
    const request: PodRequest = {
      namespace,
      agent: agent.metadata.name,
      names: warmNames(agent.metadata.name, this.#options.clock.now()),
      runtime: agent.spec.runtime,
      hash: this.hashOf(agent),
      owner: ownerOf('VoicePool', pool),
      deadlineSeconds,
      purpose: { claim: 'warm', pool: pool.metadata.name },
    };
    const pod = await this.#create(request);
    await this.credential(pod);
    return pod;
  }

  /** The pod of this session and this try; undefined when an earlier one of that name is still going away. */
  async cold(session: VoiceSession, agent: VoiceAgent, limits: Limits, tries: number): Promise<Pod | undefined> {
    const { name, namespace, uid, creationTimestamp } = session.metadata;
    const request: PodRequest = {
      namespace,
      agent: agent.metadata.name,
      names: coldNames(agent.metadata.name, { uid, createdMs: Date.parse(creationTimestamp) }, tries),
      runtime: agent.spec.runtime,
      hash: this.hashOf(agent),
      owner: ownerOf('VoiceSession', session),
      deadlineSeconds: coldDeadline(limits),
      purpose: { claim: 'cold', session: { name, uid } },
    };
    const pod = await this.#create(request).catch((error: unknown) => {
      if (isAlreadyExists(error)) return this.#existing(request, uid);
      throw error;
    });
    if (pod) await this.credential(pod);
    return pod;
  }

  /** Once for each pod. It lives as long as the pod may. */
  async credential(pod: Pod): Promise<void> {
    const uid = uidOf(pod);
    if (this.#credentialed.has(uid)) return;
    const { world, minter, clock } = this.#options;
    const lifeSeconds = pod.spec?.activeDeadlineSeconds ?? 0;
    const { creds } = minter.mint(uid, new Date(clock.now() + lifeSeconds * 1000));
    await world.secrets.create(credentialSecret(pod, creds)).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
    this.#credentialed.add(uid);
  }

  forget(podUid: string): void {
    this.#credentialed.delete(podUid);
  }

  async #create(request: PodRequest): Promise<Pod> {
    const { world, defaults } = this.#options;
    try {
      return world.pods.offer(await world.pods.api.create(sessionPod(request, defaults)));
    } catch (error) {
      if (isQuotaExceeded(error) || isLimitRange(error)) throw new PodRefusedError('QuotaRefused', error as ApiError);
      if (isForbidden(error) || isInvalid(error) || isNotFound(error)) {
        throw new PodRefusedError('PodRefused', error as ApiError);
      }
      throw error;
    }
  }

  async #existing(request: PodRequest, sessionUid: string): Promise<Pod | undefined> {
    const { world } = this.#options;
    const pod = await world.pods.api.get({ namespace: request.namespace, name: request.names.pod });
    if (sessionUidOf(pod) !== sessionUid || isDeleting(pod)) return undefined;
    return world.pods.offer(pod);
  }
}

const isLimitRange = (error: unknown): boolean =>
  isForbidden(error) && /(maximum|minimum) .* usage per/.test((error as ApiError).status().message ?? '');

/** A warm pod as it was last seen: one that was claimed meanwhile, by whatever leader, stays. */
export async function deleteWarm(world: World, pod: Pod, gracePeriodSeconds?: number): Promise<boolean> {
  const { uid, resourceVersion } = pod.metadata;
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  try {
    return await world.pods.api.delete(refOf(pod), { uid, resourceVersion, ...grace });
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

/** This very pod: a later one of its name stays. */
export async function deletePod(world: World, pod: Pod, gracePeriodSeconds?: number): Promise<void> {
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  await world.pods.api.delete(refOf(pod), { uid: uidOf(pod), ...grace }).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
  });
}
