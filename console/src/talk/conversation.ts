import { type Connection, Switchboard } from '@switchboard/client';
import { Track } from 'livekit-client';
import { TalkRoom } from './room.ts';
import type { ShareLink } from './share.ts';
import { START, type TalkState, withLine } from './state.ts';
import { endWords, microphoneWords, problemWords } from './words.ts';

/** One visitor's conversation, from the button to the end; what the page shows is its state. */
export class TalkConversation {
  readonly #link: ShareLink;
  readonly #listeners = new Set<() => void>();
  #state: TalkState = START;
  #room: TalkRoom | undefined;
  #client: Switchboard | undefined;
  #token: string | undefined;
  #abort = new AbortController();
  #microphone: Promise<MediaStream> | undefined;
  /** Tracks of both sides, for whoever draws their levels. */
  sounds: { readonly mine?: MediaStreamTrack | undefined; readonly theirs?: MediaStreamTrack | undefined } = {};

  constructor(link: ShareLink) {
    this.#link = link;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): TalkState => this.#state;

  async start(key: string): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#set({ ...START, stage: 'asking' });
    // Asked at once and in parallel: the visitor's answer takes longer than everything else.
    const microphone = navigator.mediaDevices?.getUserMedia({ audio: true }) ?? Promise.reject(new Error('none'));
    microphone.catch(() => {});
    this.#microphone = microphone;
    try {
      const started = await this.#link.start(key, signal);
      this.#token = started.token;
      this.#client = new Switchboard({ url: location.origin, key: started.token });
      this.#set({ session: started.session });
      void this.#follow(started.session.id, signal);
      if (started.connection) await this.#join(started.connection);
      else this.#set({ stage: 'waiting' });
    } catch (error) {
      if (signal.aborted) return;
      this.#over(problemWords(error));
    }
  }

  async #join(connection: Connection): Promise<void> {
    if (this.#room) return;
    this.#set({ stage: 'joining' });
    const room = new TalkRoom({
      agent: (agent) => this.#while(room, () => this.#set({ agent })),
      line: (line) => this.#while(room, () => this.#set({ lines: withLine(this.#state.lines, line) })),
      sound: (theirs) => this.#while(room, () => this.#sound({ theirs })),
      quality: (quality) => this.#while(room, () => this.#set({ quality })),
      silenced: (silenced) => this.#while(room, () => this.#set({ silenced })),
      reconnecting: () => this.#while(room, () => this.#set({ stage: 'reconnecting' })),
      reconnected: () => this.#while(room, () => this.#set({ stage: 'talking' })),
      gone: () => this.#while(room, () => this.#gone()),
    });
    this.#room = room;
    await room.join(connection.server_url, connection.participant_token);
    this.#while(room, () => this.#set({ stage: 'talking' }));
    void this.#speakInto(room);
  }

  /** What a room tells after its conversation is over is nobody's business: another one may have begun. */
  #while(room: TalkRoom, act: () => void): void {
    if (this.#room === room) act();
  }

  async #speakInto(room: TalkRoom): Promise<void> {
    try {
      const [track] = (await this.#microphone)?.getAudioTracks() ?? [];
      if (!track || this.#room !== room) return;
      await room.room.localParticipant.publishTrack(track, { source: Track.Source.Microphone });
      this.#while(room, () => {
        this.#sound({ mine: track });
        this.#set({ microphone: track.getSettings().deviceId, notice: undefined });
      });
    } catch (error) {
      this.#while(room, () => this.#set({ muted: true, notice: microphoneWords(error) }));
    }
  }

  /** The session as the gateway sees it: the queue, the turns and the end, whatever the room does. */
  async #follow(id: string, signal: AbortSignal): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      for await (const event of client.events(id, { signal })) {
        if (event.type === 'turn') this.#set({ turns: [...this.#state.turns, event].slice(-50) });
        if (event.type !== 'session') continue;
        this.#set({ session: event.session });
        if (event.session.phase === 'Ended') return this.#over(endWords(event.session.endReason));
        if (this.#state.stage === 'waiting' && event.session.readyAt) {
          const connection = await client.token(id);
          if (!signal.aborted) await this.#join(connection);
        }
      }
    } catch (error) {
      // The room may go on without news from the gateway.
      if (!signal.aborted && this.#state.stage !== 'talking') this.#over(problemWords(error));
    }
  }

  async mute(muted: boolean): Promise<void> {
    const participant = this.#room?.room.localParticipant;
    try {
      await participant?.setMicrophoneEnabled(!muted);
      const publication = [...(participant?.audioTrackPublications.values() ?? [])][0];
      this.#sound({ mine: publication?.track?.mediaStreamTrack });
      this.#set({ muted, notice: undefined });
    } catch (error) {
      this.#set({ muted: true, notice: microphoneWords(error) });
    }
  }

  async choose(microphone: string): Promise<void> {
    await this.#room?.room.switchActiveDevice('audioinput', microphone);
    this.#set({ microphone });
  }

  /** Whether it was sent. */
  async type(text: string): Promise<boolean> {
    try {
      await this.#room?.type(text);
      return true;
    } catch {
      this.#set({ notice: 'The message was not sent. Try again.' });
      return false;
    }
  }

  async unsilence(): Promise<void> {
    // Where the browser still refuses, the button stays.
    await this.#room?.room.startAudio().catch(() => undefined);
  }

  async end(): Promise<void> {
    const { session } = this.#state;
    if (session && session.phase !== 'Ended') void this.#client?.stop(session.id, 'Now').catch(() => {});
    this.#over('You ended the conversation.');
  }

  /** The page goes away: this request outlives it, which an ordinary one would not. */
  leave(): void {
    const { session } = this.#state;
    if (!session || session.phase === 'Ended' || this.#state.stage === 'over' || this.#token === undefined) return;
    void fetch(`/v1/sessions/${encodeURIComponent(session.id)}/stop`, {
      method: 'POST',
      keepalive: true,
      headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ mode: 'Now' }),
    }).catch(() => {});
    this.#over('You left the page.');
  }

  #gone(): void {
    if (this.#state.stage === 'over') return;
    // The reason comes from the gateway, a moment later or before.
    const { signal } = this.#abort;
    setTimeout(() => {
      if (!signal.aborted) this.#over('The connection to the conversation was lost.');
    }, 3000);
  }

  #over(notice: string): void {
    if (this.#state.stage === 'over') return;
    this.#abort.abort();
    void this.#room?.leave();
    this.#room = undefined;
    this.#release();
    this.sounds = {};
    const lines = this.#state.lines.map((line) => ({ ...line, final: true }));
    this.#set({ stage: 'over', notice, lines });
  }

  /** The browser's red dot goes out when nothing listens any more. */
  #release(): void {
    const stop = (stream: MediaStream) => {
      for (const track of stream.getTracks()) track.stop();
    };
    this.#microphone?.then(stop).catch(() => {});
    this.#microphone = undefined;
  }

  #sound(sounds: TalkConversation['sounds']): void {
    this.sounds = { ...this.sounds, ...sounds };
    this.#set({});
  }

  #set(change: Partial<TalkState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
