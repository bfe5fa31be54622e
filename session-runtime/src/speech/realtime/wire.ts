import { LISTEN_RATE, SPEAK_RATE } from '../../audio/index.ts';

export interface Spoken {
  readonly model: string;
  readonly language: string;
}

/** What an event of the server says. */
export type Told =
  | { readonly type: 'ready' }
  | { readonly type: 'more'; readonly text: string }
  | { readonly type: 'instead'; readonly text: string }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string }
  | undefined;

/** A dialect of streamed transcription: its address, what it is sent, and what its events mean. */
export interface Wire {
  readonly rate: number;
  path(spoken: Spoken): string;
  /** Sent once the server is ready, before any sound. */
  opening(spoken: Spoken): readonly object[];
  readonly closing: object;
  told(event: Readonly<Record<string, unknown>>): Told;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const failed = (error: unknown): Told => ({
  type: 'failed',
  message: text((error as { message?: unknown } | null)?.message ?? error).slice(0, 200),
});

const short = (language: string): string => language.split('-', 1)[0] ?? 'en';

/** OpenAI's first transcription sessions, as Speaches serves them: 24 kHz, the whole text at the end. */
const speaches: Wire = {
  rate: SPEAK_RATE,
  path: ({ model, language }) =>
    `/realtime?${new URLSearchParams({ intent: 'transcription', model, language: short(language) })}`,
  // The end of speech is ours to say, not the server's.
  opening: () => [{ type: 'session.update', session: { turn_detection: null } }],
  closing: { type: 'input_audio_buffer.commit' },
  told(event) {
    switch (event['type']) {
      case 'session.created':
        return { type: 'ready' };
      case 'conversation.item.input_audio_transcription.delta':
        return { type: 'more', text: text(event['delta']) };
      case 'input_audio_buffer.partial_transcription':
        return { type: 'instead', text: text(event['transcript']) };
      case 'conversation.item.input_audio_transcription.completed':
        return { type: 'done', text: text(event['transcript']) };
      case 'conversation.item.input_audio_transcription.failed':
      case 'error':
        return failed(event['error']);
      default:
        return undefined;
    }
  },
};

/** OpenAI's own since its general availability: a model in the address is refused there, and the session has a type. */
const openai: Wire = {
  ...speaches,
  path: () => '/realtime?intent=transcription',
  opening: ({ model, language }) => [
    {
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: SPEAK_RATE },
            transcription: { model, language: short(language) },
            turn_detection: null,
          },
        },
      },
    },
  ],
};

/** vLLM's own: 16 kHz, words while they are spoken. */
const vllm: Wire = {
  rate: LISTEN_RATE,
  path: () => '/realtime',
  opening: ({ model }) => [
    { type: 'session.update', model },
    { type: 'input_audio_buffer.commit', final: false },
  ],
  closing: { type: 'input_audio_buffer.commit', final: true },
  told(event) {
    switch (event['type']) {
      case 'session.created':
        return { type: 'ready' };
      case 'transcription.delta':
        return { type: 'more', text: text(event['delta']) };
      case 'transcription.done':
        return { type: 'done', text: text(event['text']) };
      case 'error':
        return failed(event['error']);
      default:
        return undefined;
    }
  },
};

export const wires = { 'openai-realtime': speaches, 'openai-transcription': openai, 'vllm-realtime': vllm } as const;
export type RealtimeDialect = keyof typeof wires;
