import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  ConnectionState,
  LocalAudioTrack,
  type LocalTrackPublication,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { RATE } from './espeak.ts';
import { Hearing } from './hearing.ts';
import { wavFile } from './wav.ts';

export interface Caption {
  readonly speaker: 'caller' | 'agent';
  readonly segment: string;
  text: string;
  final: boolean;
  at: number;
}

const FRAME_MS = 20;
/** Sound is handed over this much ahead of its time, so that a busy machine makes no holes in it. */
const AHEAD_MS = 700;
const LISTENED_TO_MS = 10_000;
const LEAVE_MS = 5000;

/** A caller of a script: joins a room, speaks sound into it, hears and reads what comes back, and keeps it all. */
export class ScriptedCaller implements AsyncDisposable {
  readonly hearing = new Hearing();
  readonly captions: Caption[] = [];
  readonly states: { readonly state: string; readonly at: number }[] = [];
  readonly #identity: string;
  readonly #room = new Room();
  #source: AudioSource | undefined;
  #microphone: LocalTrackPublication | undefined;
  #listening = true;

  constructor(identity: string) {
    this.#identity = identity;
  }

  get room(): Room {
    return this.#room;
  }

  async join(url: string, token: string): Promise<void> {
    this.#room.on(RoomEvent.TrackSubscribed, (track) => this.#listen(track));
    this.#room.on(RoomEvent.ParticipantAttributesChanged, (changed) => {
      const state = changed['lk.agent.state'];
      if (state) this.states.push({ state, at: performance.now() });
    });
    this.#room.registerTextStreamHandler('lk.transcription', async (reader, { identity }) => {
      const { attributes = {} } = reader.info;
      // An agent that leaves while it writes breaks the stream off.
      const text = await reader.readAll().catch(() => undefined);
      if (text === undefined) return;
      this.#caption({
        speaker: identity === this.#identity ? 'caller' : 'agent',
        segment: attributes['lk.segment_id'] ?? '',
        text,
        final: attributes['lk.transcription_final'] === 'true',
        at: performance.now(),
      });
    });
    await this.#room.connect(url, token, { autoSubscribe: true, dynacast: false });
    this.#source = new AudioSource(RATE, 1, 1000);
    const track = LocalAudioTrack.createAudioTrack('microphone', this.#source);
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
    this.#microphone = await this.#room.localParticipant?.publishTrack(track, options);
  }

  /** Speaks, in real time. Resolves when the last sample is on its way, with when speech began and ended. */
  async speak(sound: Int16Array): Promise<{ startedAt: number; endedAt: number }> {
    const source = this.#source;
    if (!source) throw new Error('join first');
    await this.#listenedTo();
    const startedAt = performance.now();
    const step = (RATE * FRAME_MS) / 1000;
    for (let at = 0; at < sound.length; at += step) {
      const frame = new Int16Array(step);
      frame.set(sound.subarray(at, at + step));
      await source.captureFrame(new AudioFrame(frame, RATE, 1, step));
      const ahead = (at + step) / (RATE / 1000) - (performance.now() - startedAt);
      if (ahead > AHEAD_MS) await new Promise((resolve) => setTimeout(resolve, ahead - AHEAD_MS));
    }
    const endsAt = startedAt + (sound.length * 1000) / RATE;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, endsAt - performance.now())));
    return { startedAt, endedAt: endsAt };
  }

  async type(text: string): Promise<void> {
    await this.#room.localParticipant?.sendText(text, { topic: 'lk.chat' });
  }

  /** The final captions of one speaker, in order. */
  said(speaker: 'caller' | 'agent'): string[] {
    return this.captions.filter((one) => one.speaker === speaker && one.final).map((one) => one.text);
  }

  /** Waits until sound comes that began after `after`; the moment at which it began. */
  async hears(after: number, boundMs: number): Promise<number> {
    return this.until(
      `sound after ${Math.round(performance.now() - after)} ms`,
      () => this.hearing.soundAfter(after),
      boundMs,
    );
  }

  /** Waits until there has been silence for so long. */
  async quiet(forMs: number, boundMs: number): Promise<void> {
    await this.until('silence', () => this.hearing.quietSince(performance.now()) >= forMs || undefined, boundMs);
  }

  async until<T>(what: string, look: () => T | undefined, boundMs: number): Promise<T> {
    const deadline = performance.now() + boundMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > deadline)
        throw new Error(`${this.#identity}: no ${what} within ${boundMs} ms; ${this.#story()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Writes what was heard to a WAV file. */
  async record(path: string): Promise<void> {
    await writeFile(path, wavFile(this.hearing.recording(), RATE));
  }

  async leave(): Promise<void> {
    if (!this.#listening) return;
    this.#listening = false;
    const folder = process.env['SWITCHBOARD_RECORDINGS'];
    if (folder) await this.record(join(folder, `${Date.now()}-${this.#identity}.wav`));
    await Promise.race([this.#room.disconnect(), new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
  }

  /** LiveKit's library never comes back from a disconnect() while it joins again, nor gives up joining. */
  async settled(boundMs: number): Promise<void> {
    const joins = () => this.#room.connectionState === ConnectionState.CONN_RECONNECTING;
    await this.until('end of joining again', () => !joins() || undefined, boundMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  /** Words said before anybody listens are lost to them, and half a word is another word. */
  async #listenedTo(): Promise<void> {
    let heard = false;
    void this.#microphone?.waitForSubscription().then(() => {
      heard = true;
    });
    await this.until('listener', () => heard || undefined, LISTENED_TO_MS);
  }

  #listen(track: RemoteTrack): void {
    if (track.kind !== TrackKind.KIND_AUDIO) return;
    const stream = new AudioStream(track, { sampleRate: RATE, numChannels: 1, frameSizeMs: 10 });
    void (async () => {
      for await (const frame of stream) {
        if (!this.#listening) return;
        this.hearing.push(frame.data, performance.now());
      }
    })();
  }

  #caption(caption: Caption): void {
    const before = this.captions.find((one) => one.segment === caption.segment && one.speaker === caption.speaker);
    if (before?.final) return;
    if (before) Object.assign(before, caption);
    else this.captions.push(caption);
  }

  #story(): string {
    const heard = this.captions.map((one) => `${one.speaker}: ${one.text}${one.final ? '' : ' ...'}`).join(' | ');
    const state = this.states.at(-1)?.state ?? 'unknown';
    const { frames, stretches } = this.hearing;
    const sound = `${this.#tracks()}, ${frames} frames, ${stretches.length} stretches of sound`;
    return `agent is ${state}, ${sound}, captions: ${heard || 'none'}`;
  }

  /** What the others offer, and whether LiveKit has subscribed us to it. */
  #tracks(): string {
    const offered = [...this.#room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()]);
    return `${offered.length} tracks offered, ${offered.filter(({ track }) => track).length} subscribed to`;
  }
}
