import type { SessionSpec, SessionStatus } from '@switchboard/api';

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Session {
  readonly metadata: Metadata;
  readonly spec: SessionSpec;
  readonly status?: SessionStatus;
}

export interface Pod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly resources?: { readonly limits?: { readonly memory?: string } } }[];
  };
  readonly status?: { readonly phase?: string };
}

export interface KubeEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly eventTime?: string | null;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly metadata: { readonly creationTimestamp: string };
}

export const isLive = ({ status }: Session): boolean => status?.phase !== 'Ended';
export const nodeOf = ({ status }: Session): string | undefined => status?.pod?.node;
export const keyOf = ({ metadata }: Pick<Session, 'metadata'>): string => `${metadata.namespace}/${metadata.name}`;
