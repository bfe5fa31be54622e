import type { bus as contract } from '@switchboard/api';
import type { Bus } from '@switchboard/bus';
import type { ParticipantInfo } from 'livekit-server-sdk';
import type { ScriptedCaller } from '../voice/index.ts';

export interface StartOptions {
  /** expired: the bus will refuse it. */
  readonly credential?: 'good' | 'expired';
  /** A variable that is left out. */
  readonly without?: string;
}

/** One container of the image under test, or one process of the command. */
export interface Process {
  readonly podUid: string;
  readonly pod: string;
  readonly namespace: string;
  /** Resolves when it runs, with performance.now() of then. */
  readonly running: Promise<number>;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number>;
  readonly healthUrl: () => Promise<string>;
  /** SIGTERM, and SIGKILL after the grace. */
  terminate(): Promise<void>;
  /** What it wrote, for the person who reads a failure. */
  output(): Promise<string>;
  dispose(): Promise<void>;
}

export interface Occupant {
  readonly identity: string;
  /** Tracks that it publishes. */
  readonly tracks: number;
  readonly agent: boolean;
}

export interface OpenRoom {
  readonly room: contract.Assign['room'];
  /** A second token for the agent, as the `token` message brings it. */
  freshToken(): Promise<string>;
  participants(): Promise<Occupant[]>;
  join(identity: string): Promise<ScriptedCaller>;
  close(): Promise<void>;
}

/** Where the image lives while it is checked: its bus, its rooms, its speech services. */
export interface Ground {
  readonly bus: Bus;
  readonly speechUrl: string;
  readonly agent: string;
  readonly graceSeconds: number;
  start(options?: StartOptions): Promise<Process>;
  openRoom(): Promise<OpenRoom>;
  /** Kills the bus and brings it back: it is the checker's own. */
  breakBus(): Promise<void>;
  dispose(): Promise<void>;
}

// LiveKit's protocol numbers participant kinds; its server SDK does not export the names.
const AGENT_KIND = 4;

export function asOccupant({ identity, tracks, kind }: ParticipantInfo): Occupant {
  return { identity, tracks: tracks.length, agent: kind === AGENT_KIND };
}
