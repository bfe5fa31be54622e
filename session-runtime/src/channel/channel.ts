import type { Pcm } from '../audio/index.ts';
import type { AudioSink } from '../playout/index.ts';

export interface RoomRef {
  readonly url: string;
  readonly name: string;
  readonly token: string;
}

export interface Caption {
  readonly segment: string;
  readonly speaker: 'caller' | 'agent';
  readonly text: string;
  readonly final: boolean;
}

export interface ChannelEvents {
  /** One window of the caller's sound. */
  sound(window: Pcm): void;
  typed(text: string): void;
  callerJoined(): void;
  /** The caller hears us from now on. */
  callerHears(): void;
  callerLeft(): void;
  reconnecting(): void;
  reconnected(): void;
  /** The room is gone and could not be had again. */
  lost(message: string): void;
}

/** How the caller is connected. */
export interface Channel {
  /** Connects and publishes nothing. */
  join(room: RoomRef): Promise<void>;
  /** Begins to listen to this caller, and gives the way to be heard. */
  open(caller: string, events: ChannelEvents): Promise<AudioSink>;
  /** For joining again. */
  token(token: string): void;
  mood(state: 'initializing' | 'listening' | 'thinking' | 'speaking'): void;
  caption(caption: Caption): void;
  /** Resolves when what was written last is with the caller, or cannot get there any more. */
  delivered(): Promise<void>;
  leave(): Promise<void>;
}

export class JoinError extends Error {
  constructor(cause: unknown) {
    super('the room could not be joined: check that it exists, and that the token is for it and has not expired', {
      cause,
    });
    this.name = 'JoinError';
  }
}
