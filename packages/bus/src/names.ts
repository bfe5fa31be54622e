/** JetStream streams; permissions and stream setup both read this list. */
export const STREAMS = {
  /** What pods report: status, turns, final transcripts. */
  reports: 'SB_REPORTS',
  /** What was said about a session as a whole: commit, end, feedback. */
  records: 'SB_RECORDS',
  /** Outgoing hook deliveries that wait for their turn. */
  hooks: 'SB_HOOKS',
  /** Messages a reader gave up on. */
  dead: 'SB_DEAD',
} as const;

export type StreamName = (typeof STREAMS)[keyof typeof STREAMS];

/** Key-value buckets that the gateways share. */
export const BUCKETS = { rates: 'sb-rates', seen: 'sb-seen', hooks: 'sb-hooks' } as const;

export type BucketName = (typeof BUCKETS)[keyof typeof BUCKETS];

/** Programs with a credential of their own, made at installation. */
export type ProgramName = 'operator' | 'gateway';

// Every client receives replies under a prefix of its own: with the shared default, pods could read each other's.
export function inboxPrefix(name: string): string {
  return `_INBOX.${name}`;
}

/** Largest message that a session pod may publish: the longest heartbeat is half of it. */
export const POD_PAYLOAD_MAX = 256 * 1024;
