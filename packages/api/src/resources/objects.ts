import type { AgentSpec, AgentStatus } from './agent.ts';
import type { PoolSpec, PoolStatus } from './pool.ts';
import type { SessionSpec, SessionStatus } from './session.ts';
import type { TenantSpec, TenantStatus } from './tenant.ts';

/** Object metadata as the API server answers it: what our programs read, and no more. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly finalizers?: string[];
}

interface Stored<Kind extends string, Spec, Status> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: ObjectMeta;
  readonly spec: Spec;
  readonly status?: Status;
}

export type VoiceAgentObject = Stored<'VoiceAgent', AgentSpec, AgentStatus>;
export type VoicePoolObject = Stored<'VoicePool', PoolSpec, PoolStatus>;
export type VoiceSessionObject = Stored<'VoiceSession', SessionSpec, SessionStatus>;
export type VoiceTenantObject = Stored<'VoiceTenant', TenantSpec, TenantStatus>;
