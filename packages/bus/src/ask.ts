import { bus as contract } from '@switchboard/api';
import type { Bus } from './bus.ts';
import { decode, encode } from './codec.ts';
import type { Read, Schema, Written } from './schema.ts';
import { type ControlKind, controlSubject } from './subjects.ts';

type Control = typeof contract.control;
export type ControlMessage<K extends ControlKind> = Written<Control[K]['message']>;
export type ControlRequest<K extends ControlKind> = Read<Control[K]['message']>;
export type ControlReply<K extends ControlKind> = Read<Control[K]['reply']>;

export interface PodRequest<K extends ControlKind> {
  podUid: string;
  kind: K;
  message: ControlMessage<K>;
  deadlineMs: number;
}

/**
 * Asks one pod and returns its answer; a refusal is an answer too (`ok: false`).
 * Rejects with NoRespondersError (the pod does not listen), DeadlineError, BusDownError, MalformedMessageError.
 */
export async function askPod<K extends ControlKind>(bus: Bus, request: PodRequest<K>): Promise<ControlReply<K>> {
  const schemas: { message: Schema<unknown>; reply: Schema<unknown> } = contract.control[request.kind];
  const subject = controlSubject(request.podUid, request.kind);
  const answer = await bus.request(subject, encode(schemas.message, request.message), {
    deadlineMs: request.deadlineMs,
  });
  return decode(schemas.reply, answer.data) as ControlReply<K>;
}
