import { EventEmitter } from 'node:events';
import { createLogger } from '@switchboard/service';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LiveKitChannel } from './livekit.ts';

const caller = { identity: 'alice', info: {}, trackPublications: new Map() };

/** A room that does what a test tells it to. */
class PlayedRoom extends EventEmitter {
  static all: PlayedRoom[] = [];
  /** What the next tracks to be published meet. */
  static refusals: Error[] = [];
  /** How long it takes to publish one. */
  static publishMs = 0;
  readonly remoteParticipants = new Map([[caller.identity, caller]]);
  readonly tracks: unknown[] = [];
  isConnected = false;
  readonly attributes: Record<string, string>[] = [];
  readonly localParticipant = {
    setAttributes: async (attributes: Record<string, string>) => void this.attributes.push(attributes),
    publishTrack: async (track: unknown) => {
      const refusal = PlayedRoom.refusals.shift();
      if (PlayedRoom.publishMs > 0) await new Promise((resolve) => setTimeout(resolve, PlayedRoom.publishMs));
      if (refusal) throw refusal;
      this.tracks.push(track);
      return { sid: `track-${PlayedRoom.all.length}` };
    },
  };

  constructor() {
    super();
    PlayedRoom.all.push(this);
  }

  async connect(): Promise<void> {
    this.isConnected = true;
  }

  async disconnect(): Promise<void> {
    this.isConnected = false;
  }

  registerTextStreamHandler(): void {}

  lose(): void {
    this.isConnected = false;
    this.emit('Disconnected');
  }
}

const named = new Proxy({}, { get: (_, name) => name });
const rtc = {
  Room: PlayedRoom,
  RoomEvent: named,
  ParticipantKind: named,
  TrackSource: named,
  AudioSource: class {},
  AudioFrame: class {},
  TrackPublishOptions: class {},
  LocalAudioTrack: { createAudioTrack: () => ({}) },
};

const told: string[] = [];
const tell = (what: string) => () => void told.push(what);
const events = {
  sound: tell('sound'),
  typed: tell('typed'),
  callerJoined: tell('joined'),
  callerHears: tell('hears'),
  callerLeft: tell('left'),
  reconnecting: tell('reconnecting'),
  reconnected: tell('reconnected'),
  lost: tell('lost'),
};

async function waiting(): Promise<LiveKitChannel> {
  const load = async () => rtc as unknown as typeof import('@livekit/rtc-node');
  const channel = new LiveKitChannel(load, createLogger({ name: 'test', level: 'silent' }));
  await channel.join({ url: 'ws://127.0.0.1', name: 'room', token: 'token' });
  return channel;
}

async function talking(): Promise<PlayedRoom> {
  const channel = await waiting();
  await channel.open(caller.identity, events);
  await vi.advanceTimersByTimeAsync(0);
  told.length = 0;
  return PlayedRoom.all[0] as PlayedRoom;
}

const connected = () => PlayedRoom.all.filter((room) => room.isConnected);

beforeEach(() => {
  vi.useFakeTimers();
  PlayedRoom.all = [];
  PlayedRoom.refusals = [];
  PlayedRoom.publishMs = 0;
});
afterEach(() => vi.useRealTimers());

describe('a room that was lost', () => {
  test('is left as it is where LiveKit took the connection up again', async () => {
    const room = await talking();
    room.emit('Reconnecting');
    room.emit('Reconnected');
    await vi.advanceTimersByTimeAsync(3000);
    expect(PlayedRoom.all).toEqual([room]);
    expect(told).toEqual(['reconnecting', 'reconnected']);
  });

  test('is joined anew, with the track, where LiveKit started anew', async () => {
    const room = await talking();
    room.emit('Reconnecting');
    room.emit('LocalTrackRepublished', { sid: 'another' });
    room.emit('Reconnected');
    await vi.advanceTimersByTimeAsync(5000);
    const [second, ...more] = connected();
    expect(more).toEqual([]);
    expect(second).not.toBe(room);
    expect(second?.tracks).toHaveLength(1);
    expect(told.filter((what) => what === 'reconnected')).toHaveLength(1);
  });

  test('is tried again where the track is refused, and never joined twice at once', async () => {
    const room = await talking();
    PlayedRoom.refusals.push(new Error('not yet'), new Error('not yet'));
    room.lose();
    await vi.advanceTimersByTimeAsync(5000);
    expect(PlayedRoom.all).toHaveLength(4);
    expect(connected()).toEqual([PlayedRoom.all[3]]);
    expect(PlayedRoom.all[3]?.tracks).toHaveLength(1);
    expect(told).toEqual(['reconnecting', 'reconnected']);
  });

  test('is joined once more where it is lost while it is joined again', async () => {
    const room = await talking();
    PlayedRoom.refusals.push(new Error('not yet'));
    room.lose();
    await vi.advanceTimersByTimeAsync(0);
    PlayedRoom.all[1]?.lose();
    await vi.advanceTimersByTimeAsync(5000);
    expect(connected()).toHaveLength(1);
    expect(told.filter((what) => what === 'reconnecting')).toHaveLength(1);
  });

  test('says nothing any more about who is in the new one', async () => {
    const room = await talking();
    room.lose();
    await vi.advanceTimersByTimeAsync(5000);
    told.length = 0;
    room.emit('ParticipantDisconnected', caller);
    expect(told).toEqual([]);
    connected()[0]?.emit('ParticipantDisconnected', caller);
    expect(told).toEqual(['left']);
  });

  test('is lost for good after its bound', async () => {
    const room = await talking();
    PlayedRoom.refusals.push(...Array.from({ length: 100 }, () => new Error('never')));
    room.lose();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(told.at(-1)).toBe('lost');
    expect(connected()).toEqual([]);
  });
});

describe('the agent’s track', () => {
  test('that was refused is published with a new connection', async () => {
    PlayedRoom.refusals.push(new Error('not now'));
    const room = await talking();
    expect(room.tracks).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(connected()).toEqual([PlayedRoom.all[1]]);
    expect(connected()[0]?.tracks).toHaveLength(1);
  });

  test('that is always refused is a lost room, not a call in which nobody is heard', async () => {
    PlayedRoom.refusals.push(...Array.from({ length: 100 }, () => new Error('never')));
    await talking();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(told.at(-1)).toBe('lost');
  });

  test('that is never answered is published with a new connection too', async () => {
    PlayedRoom.publishMs = 3_600_000;
    await talking();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(PlayedRoom.all).toHaveLength(1);
    PlayedRoom.publishMs = 0;
    await vi.advanceTimersByTimeAsync(5000);
    expect(connected()).toEqual([PlayedRoom.all[1]]);
    expect(connected()[0]?.tracks).toHaveLength(1);
  });

  test('is there before anything is said, however long it takes', async () => {
    PlayedRoom.publishMs = 9000;
    await talking();
    await vi.advanceTimersByTimeAsync(9000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(told).toEqual(['hears']);
  });

  test('says when the caller hears it, and once', async () => {
    const room = await talking();
    room.emit('LocalTrackSubscribed');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual(['hears']);
  });
});

test('of several states within one moment the last is told', async () => {
  const channel = await waiting();
  channel.mood('listening');
  channel.mood('speaking');
  expect(connected()[0]?.attributes).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  channel.mood('listening');
  await vi.advanceTimersByTimeAsync(0);
  const states = connected()[0]?.attributes.map((told) => told['lk.agent.state']);
  expect(states).toEqual(['speaking', 'listening']);
});
