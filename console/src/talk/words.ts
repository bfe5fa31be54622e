import type { Session } from '@switchboard/client';

export type EndReason = NonNullable<Session['endReason']>;

/** What a visitor is told of an end: what happened, and what can be done. */
const ends: Partial<Record<EndReason, string>> = {
  AgentEnded: 'The agent ended the conversation.',
  CallerLeft: 'The connection was lost for too long, and the conversation ended.',
  Stopped: 'The conversation ended.',
  Cancelled: 'The conversation was cancelled.',
  HandedOver: 'The agent passed you on.',
  JoinTimeout: 'You were not in the room in time. Try again.',
  IdleTimeout: 'Nobody spoke for a while, so the agent hung up.',
  MaxDuration: 'The conversation reached its longest allowed time.',
  Drained: 'The conversation was ended for maintenance. Start another one.',
  QueueFull: 'Too many people are waiting already. Try again in a few minutes.',
  QueueCleared: 'The queue was cleared. Try again.',
  PendingTimeout: 'No agent became free in time. Try again in a few minutes.',
  AgentNotFound: 'This agent does not exist any more.',
  ModelsUnavailable: 'The agent could not hear or think any more. Try again later.',
};

const ours = 'Something went wrong on our side, and the conversation ended. Start another one.';

export const endWords = (reason: EndReason | undefined): string => (reason && ends[reason]) ?? ours;

/** The name of a DOMException of getUserMedia tells what the visitor can do. */
export function microphoneWords(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
      return 'The microphone is blocked. Allow it in the browser’s address bar, then try again. You can type meanwhile.';
    case 'NotFoundError':
      return 'No microphone was found. Plug one in and try again. You can type meanwhile.';
    case 'NotReadableError':
      return 'Another program holds the microphone. Close it and try again. You can type meanwhile.';
    default:
      return 'The microphone could not be opened. You can type meanwhile.';
  }
}

/** By the type of a problem document of the gateway. */
const problems: Record<string, string> = {
  'not-found': 'There is no agent at this link. Check the address.',
  'rate-limited': 'As many people as this link allows are talking now. Try again in half a minute.',
  'queue-full': 'Too many people are waiting already. Try again in a few minutes.',
  'no-capacity': 'Every line is busy. Try again in a few minutes.',
  unauthenticated: 'This agent needs a key. Ask the person who gave you the link.',
  forbidden: 'This key may not talk to this agent.',
};

export function problemWords(error: unknown): string {
  const { type, message } = (error ?? {}) as { type?: string; message?: string };
  if (type && problems[type]) return problems[type];
  return message ? `It did not work: ${message}` : 'It did not work. Try again.';
}

export function waitingWords(session: Session): string {
  if (session.queuePosition !== undefined) {
    return session.queuePosition === 1 ? 'You are next.' : `You are number ${session.queuePosition} in the queue.`;
  }
  return session.phase === 'Pending' ? 'Waiting for an agent.' : 'The agent is on its way.';
}
