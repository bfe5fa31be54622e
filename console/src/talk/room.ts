import {
  ConnectionQuality,
  type Participant,
  type RemoteTrack,
  Room,
  RoomEvent,
  type TextStreamReader,
  Track,
} from 'livekit-client';
import type { AgentState, Line } from './state.ts';

export interface RoomEvents {
  agent(state: AgentState): void;
  line(line: Line): void;
  sound(track: MediaStreamTrack | undefined): void;
  quality(quality: 'good' | 'poor' | 'lost'): void;
  silenced(silenced: boolean): void;
  reconnecting(): void;
  reconnected(): void;
  gone(): void;
}

/** The LiveKit room, as any stock client sees it: the agent's sound, its state and the captions. */
export class TalkRoom {
  readonly room = new Room({ audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true } });
  readonly #events: RoomEvents;
  #order = 0;
  readonly #sounds = new Map<string, HTMLMediaElement>();

  constructor(events: RoomEvents) {
    this.#events = events;
    this.room
      .on(RoomEvent.TrackSubscribed, (track) => this.#play(track))
      .on(RoomEvent.TrackUnsubscribed, (track) => this.#stop(track))
      .on(RoomEvent.ParticipantAttributesChanged, (_, participant) => this.#look(participant))
      .on(RoomEvent.ParticipantConnected, (participant) => this.#look(participant))
      .on(RoomEvent.ConnectionQualityChanged, (quality, { isLocal }) => {
        if (isLocal) events.quality(qualities[quality] ?? 'good');
      })
      .on(RoomEvent.AudioPlaybackStatusChanged, () => events.silenced(!this.room.canPlaybackAudio))
      .on(RoomEvent.SignalReconnecting, () => events.reconnecting())
      .on(RoomEvent.Reconnecting, () => events.reconnecting())
      .on(RoomEvent.Reconnected, () => events.reconnected())
      .on(RoomEvent.Disconnected, () => events.gone());
    this.room.registerTextStreamHandler(
      'lk.transcription',
      (reader, { identity }) => void this.#read(reader, identity),
    );
  }

  async join(url: string, token: string): Promise<void> {
    await this.room.connect(url, token);
    for (const participant of this.room.remoteParticipants.values()) this.#look(participant);
    this.#events.silenced(!this.room.canPlaybackAudio);
  }

  async type(text: string): Promise<void> {
    await this.room.localParticipant.sendText(text, { topic: 'lk.chat' });
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
    for (const sound of this.#sounds.values()) sound.remove();
  }

  #look({ attributes, isLocal }: Participant): void {
    const state = attributes['lk.agent.state'];
    if (!isLocal && (state === 'listening' || state === 'thinking' || state === 'speaking')) this.#events.agent(state);
  }

  #play(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return;
    const sound = track.attach();
    sound.hidden = true;
    document.body.append(sound);
    this.#sounds.set(track.sid ?? '', sound);
    this.#events.sound(track.mediaStreamTrack);
  }

  #stop(track: RemoteTrack): void {
    for (const sound of track.detach()) sound.remove();
    this.#sounds.delete(track.sid ?? '');
    this.#events.sound(undefined);
  }

  async #read(reader: TextStreamReader, identity: string): Promise<void> {
    const { attributes = {} } = reader.info;
    const speaker = identity === this.room.localParticipant.identity ? 'you' : 'agent';
    const segment = attributes['lk.segment_id'] ?? reader.info.id;
    const final = attributes['lk.transcription_final'] === 'true';
    // Streams end in another order than they begin: a short answer before the long question.
    const order = this.#order++;
    // An agent that leaves while it writes breaks the stream off.
    const text = await reader.readAll().catch(() => undefined);
    if (text !== undefined) this.#events.line({ segment, speaker, text, final, order });
  }
}

const qualities: Partial<Record<ConnectionQuality, 'good' | 'poor' | 'lost'>> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
};
