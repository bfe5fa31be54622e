import type { LocalAudioTrack, RemoteTrack, Room } from '@livekit/rtc-node';
import type { Logger } from '@switchboard/service';
import { LISTEN_RATE, SPEAK_RATE } from '../audio/index.ts';
import type { AudioSink } from '../playout/index.ts';
import { type Caption, type Channel, type ChannelEvents, JoinError, type RoomRef } from './channel.ts';
import { LiveKitSink, QUEUE_MS } from './livekit-sink.ts';
import { within } from './within.ts';

type Rtc = typeof import('@livekit/rtc-node');

const JOIN_MS = 10_000;
const REJOIN_MS = 30_000;
const REJOIN_EVERY_MS = 1000;
const LEAVE_MS = 2000;
/** What was written last is on its way when the library has taken it, not yet with the caller. */
const LINGER_MS = 200;
const WINDOW_MS = 32;
const MAX_TYPED = 4096;
/** A caller whose client does not tell that it hears us is greeted all the same. */
const HEARS_AFTER_MS = 1500;
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
  #track: LocalAudioTrack | undefined;
  #sink: LiveKitSink | undefined;
  #trackSid = '';
  #hearing: { cancel(): void } | undefined;
  #published: Promise<void> | undefined;
  #subscribed = false;
  #present = false;
  #hears = false;
  #leaving = false;
  #mood = 'initializing';
  #captions: Promise<unknown> = Promise.resolve();

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
    this.#sink ??= new LiveKitSink((this.#rtc as Rtc).AudioFrame);
    const present = room.remoteParticipants.get(caller);
    if (present) {
      this.#callerJoined(room);
      for (const publication of present.trackPublications.values()) {
        if (publication.track) this.#listen(publication.track as RemoteTrack);
      }
    } else {
      setTimeout(() => this.#publishSoon(), PUBLISH_AFTER_MS).unref();
    }
    return this.#sink;
  }

  token(token: string): void {
    if (this.#ref) this.#ref = { ...this.#ref, token };
  }

  mood(state: 'initializing' | 'listening' | 'thinking' | 'speaking'): void {
    this.#mood = state;
    this.#quietly(this.#room?.localParticipant?.setAttributes({ 'lk.agent.state': state }));
  }

  caption({ segment, speaker, text, final }: Caption): void {
    const participant = this.#room?.localParticipant;
    if (!participant || !this.#room?.isConnected) return;
    const attributes = {
      'lk.segment_id': segment,
      'lk.transcription_final': String(final),
      ...(speaker === 'agent' && { 'lk.transcribed_track_id': this.#trackSid }),
    };
    const options = {
      topic: 'lk.transcription',
      attributes,
      ...(speaker === 'caller' && this.#caller && { senderIdentity: this.#caller }),
    };
    this.#captions = this.#captions
      .then(() => participant.streamText(options))
      .then(async (writer) => {
        await writer.write(text);
        await writer.close();
      })
      .catch(() => {});
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    this.#hearing?.cancel();
    await within(this.#captions, LEAVE_MS);
    if (this.#present) await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
    await within(this.#room?.disconnect(), LEAVE_MS);
    this.#room = undefined;
    if (this.#rtc) await within(this.#rtc.dispose(), LEAVE_MS);
  }

  async #connect(): Promise<void> {
    const ref = this.#ref;
    if (!ref) throw new Error('no room was named');
    this.#rtc ??= await this.#load();
    const room = new this.#rtc.Room();
    this.#attach(room, this.#rtc);
    const joined = room.connect(ref.url, ref.token, { autoSubscribe: true, dynacast: false });
    await within(joined, JOIN_MS, () => void room.disconnect());
    this.#room = room;
  }

  #attach(room: Room, rtc: Rtc): void {
    const { RoomEvent, ParticipantKind } = rtc;
    room
      .on(RoomEvent.ParticipantConnected, (participant) => {
        if (this.#isCaller(participant.identity)) this.#callerJoined(room);
        else if (participant.info.kind !== ParticipantKind.AGENT) this.#logger.debug('somebody else joined the room');
      })
      .on(RoomEvent.ParticipantDisconnected, (participant) => {
        if (this.#isCaller(participant.identity)) this.#callerLeft();
      })
      .on(RoomEvent.TrackSubscribed, (track, _, participant) => {
        if (this.#isCaller(participant.identity)) this.#listen(track);
      })
      .on(RoomEvent.LocalTrackSubscribed, () => {
        this.#subscribed = true;
        this.#callerHears();
      })
      .on(RoomEvent.Reconnecting, () => this.#events?.reconnecting())
      .on(RoomEvent.Reconnected, () => this.#events?.reconnected())
      .on(RoomEvent.Disconnected, () => {
        if (this.#room === room && !this.#leaving) void this.#rejoin();
      });
    room.registerTextStreamHandler('lk.chat', async (reader, { identity }) => {
      const text = (await reader.readAll()).trim().slice(0, MAX_TYPED);
      if (text !== '' && this.#isCaller(identity)) this.#events?.typed(text);
    });
  }

  /** The room's own reconnecting has failed: a new connection, until the bound. */
  async #rejoin(): Promise<void> {
    this.#events?.reconnecting();
    this.#hearing?.cancel();
    const until = performance.now() + REJOIN_MS;
    let last: unknown;
    while (performance.now() < until && !this.#leaving) {
      try {
        await this.#connect();
        if (this.#events && this.#caller !== undefined) await this.#reopen();
        this.#logger.info('joined the room again');
        return this.#events?.reconnected();
      } catch (error) {
        last = error;
        await new Promise((resolve) => setTimeout(resolve, REJOIN_EVERY_MS));
      }
    }
    if (this.#leaving) return;
    this.#logger.warn({ error: last }, 'the room is lost');
    this.#events?.lost('the room was lost and could not be joined again within 30 s');
  }

  async #reopen(): Promise<void> {
    const room = this.#connected();
    if (this.#published) this.#published = this.#publish(room);
    await this.#published;
    this.mood(this.#mood as 'listening');
    const present = this.#caller !== undefined && room.remoteParticipants.get(this.#caller);
    if (!present && this.#present) this.#callerLeft();
    if (!present) return;
    this.#callerJoined(room);
    for (const publication of present.trackPublications.values()) {
      if (publication.track) this.#listen(publication.track as RemoteTrack);
    }
  }

  #publishSoon(): void {
    if (this.#leaving || !this.#room?.isConnected) return;
    this.#published ??= this.#publish(this.#room);
    this.#quietly(this.#published);
  }

  async #publish(room: Room): Promise<void> {
    const rtc = this.#rtc as Rtc;
    const participant = room.localParticipant;
    if (!participant) throw new Error('the room has no local participant');
    const source = new rtc.AudioSource(SPEAK_RATE, 1, QUEUE_MS);
    this.#track = rtc.LocalAudioTrack.createAudioTrack('agent', source);
    const options = new rtc.TrackPublishOptions({ source: rtc.TrackSource.SOURCE_MICROPHONE, dtx: true, red: false });
    const publication = await participant.publishTrack(this.#track, options);
    this.#trackSid = publication.sid ?? '';
    this.#sink?.attach(source);
  }

  #callerJoined(room: Room): void {
    if (this.#present) return;
    this.#present = true;
    this.#publishSoon();
    this.#events?.callerJoined();
    // The server may tell of the subscription before it tells of the caller.
    if (this.#subscribed) this.#callerHears();
    else this.#hearsAtTheLatest(room);
  }

  #hearsAtTheLatest(room: Room): void {
    setTimeout(() => {
      if (this.#present && room.isConnected) this.#callerHears();
    }, HEARS_AFTER_MS).unref();
  }

  #callerHears(): void {
    if (this.#hears || !this.#present) return;
    this.#hears = true;
    this.#events?.callerHears();
  }

  #callerLeft(): void {
    this.#present = false;
    this.#hearing?.cancel();
    this.#events?.callerLeft();
  }

  #listen(track: RemoteTrack): void {
    const rtc = this.#rtc as Rtc;
    if (track.kind !== rtc.TrackKind.KIND_AUDIO) return;
    this.#hearing?.cancel();
    const reader = new rtc.AudioStream(track, {
      sampleRate: LISTEN_RATE,
      numChannels: 1,
      frameSizeMs: WINDOW_MS,
    }).getReader();
    this.#hearing = { cancel: () => void reader.cancel().catch(() => {}) };
    const read = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) this.#events?.sound(next.value.data);
    };
    this.#quietly(read());
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
