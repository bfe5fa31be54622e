import type { Room } from '@livekit/rtc-node';
import { SPEAK_RATE } from '../audio/index.ts';
import { LiveKitSink, QUEUE_MS } from './livekit-sink.ts';

type Rtc = typeof import('@livekit/rtc-node');

/** The agent's own track: published once in each room that was joined, and again where that failed. */
export class LiveKitVoice {
  readonly sink: LiveKitSink;
  readonly #rtc: Rtc;
  #room: Room | undefined;
  #published: Promise<void> | undefined;
  #sid = '';

  constructor(rtc: Rtc) {
    this.#rtc = rtc;
    this.sink = new LiveKitSink(rtc.AudioFrame);
  }

  get trackSid(): string {
    return this.#sid;
  }

  /** Whether it was to be heard already, and so must be again in a room that was joined again. */
  get wanted(): boolean {
    return this.#room !== undefined;
  }

  publish(room: Room): Promise<void> {
    if (this.#room !== room) this.#published = undefined;
    this.#room = room;
    this.#published ??= this.#publish(room).catch((cause: unknown) => {
      if (this.#room === room) this.#published = undefined;
      throw cause;
    });
    return this.#published;
  }

  async #publish(room: Room): Promise<void> {
    const { AudioSource, LocalAudioTrack, TrackPublishOptions, TrackSource } = this.#rtc;
    const participant = room.localParticipant;
    if (!participant) throw new Error('the room has no local participant');
    const source = new AudioSource(SPEAK_RATE, 1, QUEUE_MS);
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: true, red: false });
    const track = LocalAudioTrack.createAudioTrack('agent', source);
    const publication = await participant.publishTrack(track, options);
    this.#sid = publication.sid ?? '';
    this.sink.attach(source);
  }
}
