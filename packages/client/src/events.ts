import type { Session } from './generated/types.ts';

interface Stored {
  readonly at: string;
}

/** What happens in a conversation, told apart by `type`. */
export type ConversationEvent =
  | { readonly type: 'session'; readonly session: Session }
  | ({ readonly type: 'status'; readonly event: string; readonly reason?: string; readonly message?: string } & Stored)
  | ({
      readonly type: 'interim';
      readonly segment: string;
      readonly speaker: 'caller' | 'agent';
      readonly text: string;
    } & Stored)
  | ({
      readonly type: 'transcript';
      readonly segment: string;
      readonly speaker: 'caller' | 'agent';
      readonly text: string;
      readonly startMilliseconds: number;
      readonly endMilliseconds: number;
      readonly interrupted: boolean;
    } & Stored)
  | ({
      readonly type: 'turn';
      readonly turn: number;
      readonly totalMilliseconds?: number;
      readonly interrupted: boolean;
    } & Stored &
      Readonly<Record<string, unknown>>);

const known = new Set(['session', 'status', 'interim', 'transcript', 'turn']);

/** Undefined for what a newer gateway may send and this client does not know. */
export function conversationEvent(name: string, data: string): ConversationEvent | undefined {
  if (!known.has(name)) return undefined;
  const value = JSON.parse(data) as object;
  return (name === 'session' ? { type: name, session: value } : { type: name, ...value }) as ConversationEvent;
}
