import { serviceAddress } from '@switchboard/e2e';

export interface NatsFigures {
  readonly connections: number;
  readonly messages: number;
  readonly bytes: number;
  /** Bytes that JetStream was given, over all streams. */
  readonly stored: number;
}

/** What the server tells of itself. Messages that come in; each goes out to few. */
export async function natsFigures(): Promise<NatsFigures> {
  const address = `http://${await serviceAddress('switchboard-dev', 'nats')}:8222`;
  const varz = await ask<{ connections: number; in_msgs: number; in_bytes: number }>(`${address}/varz`);
  const jsz = await ask<{ bytes: number }>(`${address}/jsz`);
  return { connections: varz.connections, messages: varz.in_msgs, bytes: varz.in_bytes, stored: jsz.bytes };
}

const ask = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
