import type { PoolSpec, PoolStatus, SessionSpec, SessionStatus, TenantSpec, TenantStatus } from '@switchboard/api';
import { type AgentSpec, type AgentStatus, API_VERSION } from '@switchboard/api';
import { type KubeObject, type ObjectMeta, type OwnerReference, resource } from '@switchboard/kube';

/** An object as the API server stores it: what a server sets is there. */
export type Stored<Spec, Status> = KubeObject & {
  metadata: ObjectMeta & Required<Pick<ObjectMeta, 'namespace' | 'uid' | 'resourceVersion' | 'creationTimestamp'>>;
  spec: Spec;
  status?: Status;
};

export type VoiceAgent = Stored<AgentSpec, AgentStatus>;
export type VoicePool = Stored<PoolSpec, PoolStatus>;
export type VoiceSession = Stored<SessionSpec, SessionStatus>;
export type VoiceTenant = Stored<TenantSpec, TenantStatus>;

export const voiceAgents = resource<VoiceAgent>(API_VERSION, 'VoiceAgent', 'voiceagents');
export const voicePools = resource<VoicePool>(API_VERSION, 'VoicePool', 'voicepools');
export const voiceSessions = resource<VoiceSession>(API_VERSION, 'VoiceSession', 'voicesessions');
export const voiceTenants = resource<VoiceTenant>(API_VERSION, 'VoiceTenant', 'voicetenants');

/** The older Events API, because the kubelet's are there and can be selected by reason. */
export interface CoreEvent extends KubeObject {
  involvedObject: { kind?: string; namespace?: string; name?: string; uid?: string };
  reason?: string;
  message?: string;
}
export const coreEvents = resource<CoreEvent>('v1', 'Event', 'events');

export function ownerOf(kind: 'VoiceSession' | 'VoicePool', object: VoiceSession | VoicePool): OwnerReference {
  return {
    apiVersion: API_VERSION,
    kind,
    name: object.metadata.name,
    uid: object.metadata.uid,
    controller: true,
    blockOwnerDeletion: false,
  };
}
