import { BUCKETS, inboxPrefix, POD_PAYLOAD_MAX, type ProgramName, STREAMS } from '../names.ts';

export interface Permissions {
  pub: { allow: string[] };
  sub: { allow: string[] };
  /** Lets a subscriber answer the requests it was sent, and nothing else. */
  resp?: { max: number; ttl: number };
}

const ANSWER_ONCE = { max: 1, ttl: 60 * 1_000_000_000 };

/** Rights of every session pod: {{name()}} is the pod uid that its credential was issued for. */
export const POD_TEMPLATE = {
  pub: { allow: ['sb.pod.{{name()}}.*'] },
  sub: { allow: ['sb.ctl.{{name()}}.>', `${inboxPrefix('{{name()}}')}.>`] },
  resp: ANSWER_ONCE,
  subs: 10,
  data: -1,
  payload: POD_PAYLOAD_MAX,
  allowed_connection_types: ['STANDARD'],
} satisfies Permissions & Record<string, unknown>;

export const PROGRAM_PERMISSIONS: Record<ProgramName, Permissions> = {
  operator: {
    pub: {
      allow: [
        'sb.ctl.*.*',
        'sb.rec.*.*.committed',
        'sb.rec.*.*.ended',
        'sb.dead.*',
        '$JS.API.INFO',
        ...[STREAMS.reports, STREAMS.records, STREAMS.dead].flatMap((stream) => [
          ...ownStream(stream),
          `$JS.API.STREAM.PURGE.${stream}`,
          ...readStream(stream),
        ]),
      ],
    },
    sub: { allow: ['sb.pod.*.*', 'sb.op.workers.*', `${inboxPrefix('operator')}.>`] },
    resp: ANSWER_ONCE,
  },
  gateway: {
    pub: {
      allow: [
        'sb.ctl.*.say',
        'sb.ctl.*.inject',
        'sb.ctl.*.interrupt',
        'sb.op.workers.*',
        'sb.rec.*.*.feedback',
        'sb.hook.*.*',
        'sb.dead.*',
        '$JS.API.INFO',
        ...[STREAMS.reports, STREAMS.records].flatMap((stream) => [
          `$JS.API.STREAM.INFO.${stream}`,
          ...readStream(stream),
        ]),
        ...[STREAMS.hooks, STREAMS.dead].flatMap((stream) => [...ownStream(stream), ...readStream(stream)]),
        ...Object.values(BUCKETS).flatMap(useBucket),
      ],
    },
    sub: { allow: ['sb.pod.*.*', 'sb.live.*.*', 'sb.rec.*.*.*', `${inboxPrefix('gateway')}.>`] },
  },
};

function ownStream(stream: string): string[] {
  return ['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`);
}

function readStream(stream: string): string[] {
  return [
    `$JS.API.CONSUMER.*.${stream}`,
    `$JS.API.CONSUMER.*.${stream}.>`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.API.DIRECT.GET.${stream}`,
    `$JS.API.DIRECT.GET.${stream}.>`,
    `$JS.ACK.${stream}.>`,
  ];
}

function useBucket(bucket: string): string[] {
  const stream = `KV_${bucket}`;
  return [`$KV.${bucket}.>`, ...ownStream(stream), ...readStream(stream), `$JS.FC.${stream}.>`];
}
