import type { Msg } from '@nats-io/transport-node';
import { bus as contract } from '@switchboard/api';
import type { ControlReply, ControlRequest } from './ask.ts';
import type { Bus } from './bus.ts';
import { decode, encode } from './codec.ts';
import type { Schema } from './schema.ts';
import { type ControlKind, filters, parseSubject } from './subjects.ts';

/** One handler for each kind. Requests start in the order they came; an unanswered kind is refused as Unsupported. */
export type ControlHandlers = {
  [K in ControlKind]?: (request: ControlRequest<K>) => Promise<ControlReply<K>> | ControlReply<K>;
};

export interface AnswerOptions {
  podUid: string;
  handlers: ControlHandlers;
  /** Told of requests that could not be read or whose handler threw; they are answered with a refusal. */
  onFault: (kind: ControlKind | undefined, error: unknown) => void;
}

/** The pod's side of the contract: hears its own control subject and answers. The returned function ends it. */
export function answerControl(bus: Bus, { podUid, handlers, onFault }: AnswerOptions): () => void {
  return bus.subscribe(filters.control(podUid), (request) => void answer(request));

  async function answer(request: Msg): Promise<void> {
    const address = parseSubject(request.subject);
    const kind = address?.type === 'control' ? address.kind : undefined;
    const reply = await decide(kind, request.data);
    if (request.reply) bus.publish(request.reply, reply);
  }

  async function decide(kind: ControlKind | undefined, data: Uint8Array): Promise<Uint8Array> {
    const handler = kind && (handlers[kind] as ((request: unknown) => unknown) | undefined);
    if (!kind || !handler) return refusal('Unsupported', 'This runtime does not know the request.');
    const schemas: { message: Schema<unknown>; reply: Schema<unknown> } = contract.control[kind];
    try {
      return encode(schemas.reply, await handler(decode(schemas.message, data)));
    } catch (error) {
      onFault(kind, error);
      return refusal('Invalid', 'The request could not be carried out.');
    }
  }
}

function refusal(reason: NonNullable<contract.Ack['reason']>, message: string): Uint8Array {
  return encode(contract.ack, { ok: false, reason, message });
}
