/** One server-sent event. `id` is the message's place in the stream; what is not stored has none. */
export interface ServerSentEvent {
  readonly name: string;
  readonly id?: number | undefined;
  readonly data: object;
}

export interface SessionEvent extends ServerSentEvent {
  readonly name: 'session' | 'status' | 'interim' | 'transcript' | 'turn';
}

export function encodeEvent({ name, id, data }: ServerSentEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Proxies close what is silent for a minute. */
export const HEARTBEAT = ': still here\n\n';
export const HEARTBEAT_MS = 15_000;

export function lastEventId(header: string | undefined): number {
  const id = Number(header);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}
