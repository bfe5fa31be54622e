import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';

/** A bare connection: what is tested is the server's refusal, not the care that our own client takes. */
export function connectAs(url: string, creds: string, uid: string): Promise<NatsConnection> {
  const authenticator = credsAuthenticator(Buffer.from(creds));
  return connect({ servers: url, authenticator, inboxPrefix: `_INBOX.${uid}`, reconnect: false });
}

/** What the server answers to a publish or a subscription, or undefined if it takes it. */
export async function refusalOf(connection: NatsConnection, act: () => void): Promise<unknown> {
  const statuses = connection.status();
  act();
  await connection.flush();
  for await (const status of statuses) {
    if (status.type === 'error') return status.error;
  }
  return undefined;
}

type Try = readonly [what: string, subject: string];

export const publishesOfNoPod = (own: string, other: string): Try[] => [
  ['as another pod', `sb.pod.${other}.status`],
  ['to its own control subject', `sb.ctl.${own}.end`],
  ['to the control subject of another pod', `sb.ctl.${other}.end`],
  ['a record', `sb.rec.demo.${own}.ended`],
  ['a stored report without storing it', `sb.live.${own}.status`],
  ['a dead letter', 'sb.dead.operator'],
  ['to the inbox of another pod', `_INBOX.${other}.x`],
  ['to the inbox of the operator', '_INBOX.operator.x'],
  ['to the JetStream API: info', '$JS.API.INFO'],
  ['to the JetStream API: read the reports', '$JS.API.DIRECT.GET.SB_REPORTS'],
  ['to the JetStream API: make a stream', '$JS.API.STREAM.CREATE.MINE'],
  ['to the JetStream API: purge the reports', '$JS.API.STREAM.PURGE.SB_REPORTS'],
  ['to the JetStream API: delete the reports', '$JS.API.STREAM.DELETE.SB_REPORTS'],
  ['to the JetStream API: make a consumer', '$JS.API.CONSUMER.CREATE.SB_REPORTS'],
  ['an ack of somebody else’s message', '$JS.ACK.SB_REPORTS.operator.1.1.1.1.1'],
  ['a key', '$KV.sb-rates.x'],
  ['to the system', '$SYS.REQ.SERVER.PING'],
  ['below its own kinds', `sb.pod.${own}.status.deeper`],
  ['outside of Switchboard', 'anything'],
];

export const subscriptionsOfNoPod = (own: string, other: string): Try[] => [
  ['to everything', '>'],
  ['to every inbox', '_INBOX.>'],
  ['to the inbox of another pod', `_INBOX.${other}.>`],
  ['to the inbox of the operator', '_INBOX.operator.>'],
  ['to the reports of all', 'sb.pod.*.*'],
  ['to the reports of another pod', `sb.pod.${other}.transcript`],
  ['to its own reports', `sb.pod.${own}.transcript`],
  ['to control of all', 'sb.ctl.>'],
  ['to control of another pod', `sb.ctl.${other}.>`],
  ['to what the stream publishes again', 'sb.live.>'],
  ['to records', 'sb.rec.>'],
  ['to the JetStream API', '$JS.API.>'],
  ['to JetStream events', '$JS.EVENT.>'],
  ['to the system', '$SYS.>'],
];
