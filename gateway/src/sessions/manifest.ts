import {
  API_VERSION,
  annotations,
  labels,
  type rest,
  SESSION_FINALIZER,
  type VoiceSessionObject,
} from '@switchboard/api';
import type { KubeObject } from '@switchboard/kube';

export interface NewSession extends KubeObject {
  spec: Partial<VoiceSessionObject['spec']> & { agent: string };
}

export interface Origin {
  readonly name: string;
  readonly tenant: string;
  readonly createdBy: string;
  readonly hash: string;
  /** Made with an Idempotency-Key. */
  readonly keyed: boolean;
  /** Came through a shareable link, from an address of which this is a keyed hash. */
  readonly sharedWith?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** The finalizer is in the first write, so that the operator needs none of its own before it acts. */
export function sessionManifest(request: rest.SessionCreate, origin: Origin): NewSession {
  const { waitSeconds: _, ...spec } = request;
  return {
    apiVersion: API_VERSION,
    kind: 'VoiceSession',
    metadata: {
      name: origin.name,
      namespace: origin.tenant,
      labels: { [labels.agent]: request.agent },
      annotations: {
        [annotations.requestHash]: origin.hash,
        [annotations.createdBy]: origin.createdBy,
        ...(origin.keyed && { [annotations.keyed]: 'true' }),
        ...(origin.sharedWith && { [annotations.sharedWith]: origin.sharedWith }),
        ...(origin.traceparent && { [annotations.traceparent]: origin.traceparent }),
      },
      finalizers: [SESSION_FINALIZER],
    },
    spec: JSON.parse(JSON.stringify(spec)) as NewSession['spec'],
  };
}
