import type { RemoteTrack, Room } from '@livekit/rtc-node';
import type { Logger } from '@switchboard/service';
import type { AudioSink } from '../playout/index.ts';
import { type Caption, type Channel, type ChannelEvents, JoinError, type RoomRef } from './channel.ts';
import { LiveKitCaptions } from './livekit-captions.ts';
import { LiveKitHearing } from './livekit-hearing.ts';
import { LiveKitVoice } from './livekit-voice.ts';
import { within } from './within.ts';

type Rtc = typeof import('@livekit/rtc-node');

const JOIN_MS = 10_000;
const PUBLISH_MS = 12_000;
const REJOIN_MS = 30_000;
const REJOIN_EVERY_MS = 1000;
const LEAVE_MS = 2000;
/** What was written last is on its way when the library has taken it, not yet with the caller. */
const LINGER_MS = 200;
const MAX_TYPED = 4096;
/** A caller who takes longer to listen to our track is greeted all the same: sooner, and a slow connection would miss it. */
const HEARS_AFTER_MS = 4000;
/** A published track costs a thirtieth of a processor, silent or not. Without a caller it waits until a rush of starts is over. */
const PUBLISH_AFTER_MS = 2000;

/** A LiveKit room: joined without a track, spoken into once opened, joined again when lost. */
export class LiveKitChannel implements Channel {
  readonly #load: () => Promise<Rtc>;
  readonly #logger: Logger;
  #rtc: Rtc | undefined;
  #room: Room | undefined;
  #ref: RoomRef | undefined;
  #caller: string | undefined;
  #events: ChannelEvents | undefined;
  #voice: LiveKitVoice | undefined;
  readonly #hearing = new LiveKitHearing();
  #connecting: Promise<void> | undefined;
  #rejoining = false;
  #startedAnew = false;
  #subscribed = false;
  #present = false;
  #hears = false;
  #leaving = false;
  #mood: Parameters<Channel['mood']>[0] = 'initializing';
  #telling: NodeJS.Immediate | undefined;
  readonly #captions = new LiveKitCaptions();

  constructor(load: () => Promise<Rtc>, logger: Logger) {
    this.#load = load;
    this.#logger = logger;
  }

  get room(): string | undefined {
    return this.#ref?.name;
  }

  async join(ref: RoomRef): Promise<void> {
    if (this.#room?.isConnected && this.#ref?.name === ref.name) {
      this.#ref = ref;
      return;
    }
    this.#ref = ref;
    try {
      await this.#connect();
    } catch (cause) {
      throw new JoinError(cause);
    }
  }

  async open(caller: string, events: ChannelEvents): Promise<AudioSink> {
    this.#caller = caller;
    this.#events = events;
    const room = this.#connected();
    this.#voice ??= new LiveKitVoice(this.#rtc as Rtc);
    const present = room.remoteParticipants.get(caller);
    if (present) {
      this.#callerJoined();
      for (const publication of present.trackPublications.values()) {
        if (publication.track) this.#listen(publication.track as RemoteTrack);
      }
    } else {
      setTimeout(() => this.#publishSoon(), PUBLISH_AFTER_MS).unref();
    }
    return this.#voice.sink;
  }

  token(token: string): void {
    if (this.#ref) this.#ref = { ...this.#ref, token };
  }

  /** Told in a moment, the last of several: the library takes milliseconds for it, in which a report would wait. */
  mood(state: Parameters<Channel['mood']>[0]): void {
    this.#mood = state;
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      this.#quietly(this.#room?.localParticipant?.setAttributes({ 'lk.agent.state': this.#mood }));
    });
  }

  caption(caption: Caption): void {
    const by = { caller: this.#caller, track: this.#voice?.trackSid ?? '' };
    if (this.#room) this.#captions.write(this.#room, caption, by);
  }

  async delivered(): Promise<void> {
    if (!this.#present) return;
    await within(this.#captions.written, LEAVE_MS).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    this.#hearing.stop();
    await within(this.#room?.disconnect(), LEAVE_MS);
    this.#room = undefined;
    if (this.#rtc) await within(this.#rtc.dispose(), LEAVE_MS);
  }

  /** Who joins and who joins again share one attempt: two connections of one identity throw each other out. */
  #connect(): Promise<void> {
    this.#connecting ??= this.#connectOnce().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connectOnce(): Promise<void> {
    const ref = this.#ref;
    if (!ref) throw new Error('no room was named');
    this.#rtc ??= await this.#load();
    const room = new this.#rtc.Room();
    this.#attach(room, this.#rtc);
    const joined = room.connect(ref.url, ref.token, { autoSubscribe: true, dynacast: false });
    await within(joined, JOIN_MS, () => this.#quietly(joined.then(() => room.disconnect())));
    this.#room = room;
  }

  #attach(room: Room, rtc: Rtc): void {
    const { RoomEvent, ParticipantKind } = rtc;
    /** What a room that was given up still tells is about nobody who is here. */
    const now =
      <A extends unknown[]>(act: (...told: A) => void) =>
      (...told: A): void => {
        if (this.#room === room) act(...told);
      };
    room
      .on(
        RoomEvent.ParticipantConnected,
        now((participant) => {
          if (this.#isCaller(participant.identity)) this.#callerJoined();
          else if (participant.info.kind !== ParticipantKind.AGENT) this.#logger.debug('somebody else joined the room');
        }),
      )
      .on(
        RoomEvent.ParticipantDisconnected,
        now(({ identity }) => this.#isCaller(identity) && this.#callerLeft()),
      )
      .on(
        RoomEvent.TrackSubscribed,
        now((track, _, { identity }) => this.#isCaller(identity) && this.#listen(track)),
      )
      .on(
        RoomEvent.LocalTrackSubscribed,
        now(() => {
          this.#subscribed = true;
          this.#callerHears();
        }),
      )
      .on(
        RoomEvent.LocalTrackRepublished,
        now(() => {
          this.#startedAnew = true;
        }),
      )
      .on(
        RoomEvent.Reconnecting,
        now(() => {
          this.#startedAnew = !this.#voice?.wanted;
          this.#events?.reconnecting();
        }),
      )
      .on(
        RoomEvent.Reconnected,
        now(() => {
          if (this.#startedAnew) void this.#rejoin();
          else this.#events?.reconnected();
        }),
      )
      .on(
        RoomEvent.Disconnected,
        now(() => {
          if (!this.#leaving) void this.#rejoin();
        }),
      );
    room.registerTextStreamHandler('lk.chat', async (reader, { identity }) => {
      const text = (await reader.readAll()).trim().slice(0, MAX_TYPED);
      if (text !== '' && this.#isCaller(identity)) this.#events?.typed(text);
    });
  }

  /**
   * A new connection, until the bound. Also where the room's own reconnecting had to start anew and says that it did: one in
   * ten had neither a track nor the others' tracks after LiveKit was restarted (rtc-node 1.1.0).
   */
  async #rejoin(): Promise<void> {
    // Lost once more while it was joined again: the attempt under way sees that itself.
    if (this.#rejoining) return;
    this.#rejoining = true;
    this.#events?.reconnecting();
    this.#hearing.stop();
    await this.#giveUp();
    const last = await this.#tryToRejoin();
    this.#rejoining = false;
    if (this.#leaving) return;
    if (!last) {
      this.#logger.info('joined the room again');
      return this.#events?.reconnected();
    }
    this.#logger.warn({ error: last.cause }, 'the room is lost');
    this.#events?.lost('the room was lost and could not be joined again within 30 s');
  }

  /** Nothing, or why the last attempt failed. */
  async #tryToRejoin(): Promise<{ cause: unknown } | undefined> {
    let last: { cause: unknown } | undefined;
    const until = performance.now() + REJOIN_MS;
    while (!this.#leaving && performance.now() < until) {
      try {
        if (!this.#room?.isConnected) await this.#connect();
        const room = this.#connected();
        if (this.#events) await this.#reopen(room);
        if (!room.isConnected) throw new Error('the room was lost again');
        return undefined;
      } catch (cause) {
        last = { cause };
        await this.#giveUp();
        await new Promise((resolve) => setTimeout(resolve, REJOIN_EVERY_MS));
      }
    }
    return last ?? { cause: undefined };
  }

  async #giveUp(): Promise<void> {
    const room = this.#room;
    this.#room = undefined;
    await within(room?.disconnect(), LEAVE_MS).catch(() => {});
  }

  async #reopen(room: Room): Promise<void> {
    if (this.#voice?.wanted) await this.#beHeard(room);
    this.mood(this.#mood);
    const present = this.#caller !== undefined && room.remoteParticipants.get(this.#caller);
    if (!present && this.#present) this.#callerLeft();
    if (!present) return;
    this.#callerJoined();
    for (const publication of present.trackPublications.values()) {
      if (publication.track) this.#listen(publication.track as RemoteTrack);
    }
  }

  #publishSoon(): void {
    const room = this.#room;
    if (this.#leaving || !room?.isConnected) return;
    this.#beHeard(room).catch((error: unknown) => {
      if (this.#leaving || this.#room !== room) return;
      this.#logger.warn(
        { error },
        'the track could not be published and nobody hears the agent: the room is joined anew; look at LiveKit',
      );
      void this.#rejoin();
    });
  }

  /** Nothing is said before there is a track to hear it from: it would be said to nobody. */
  async #beHeard(room: Room): Promise<void> {
    await within(this.#voice?.publish(room), PUBLISH_MS);
    setTimeout(() => {
      if (this.#present && this.#room === room && room.isConnected) this.#callerHears();
    }, HEARS_AFTER_MS).unref();
  }

  #callerJoined(): void {
    if (this.#present) return;
    this.#present = true;
    this.#publishSoon();
    this.#events?.callerJoined();
    // The server may tell of the subscription before it tells of the caller.
    if (this.#subscribed) this.#callerHears();
  }

  #callerHears(): void {
    if (this.#hears || !this.#present) return;
    this.#hears = true;
    this.#events?.callerHears();
  }

  #callerLeft(): void {
    this.#present = false;
    this.#hearing.stop();
    this.#events?.callerLeft();
  }

  #listen(track: RemoteTrack): void {
    const rtc = this.#rtc as Rtc;
    if (track.kind !== rtc.TrackKind.KIND_AUDIO) return;
    this.#quietly(this.#hearing.listen(rtc, track, (window) => this.#events?.sound(window)));
  }

  #isCaller(identity: string): boolean {
    return identity === this.#caller;
  }

  #connected(): Room {
    if (!this.#room) throw new JoinError(new Error('the room was not joined'));
    return this.#room;
  }

  #quietly(promise: Promise<unknown> | undefined): void {
    promise?.catch((error: unknown) => this.#logger.debug({ error }, 'the room did not take something'));
  }
}
