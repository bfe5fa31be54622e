import type { rest, VoiceSessionObject } from '@switchboard/api';
import { type Bus, decodeAny, filters, replay, STREAMS } from '@switchboard/bus';
import type { z } from 'zod';

export type TranscriptView = z.infer<typeof rest.transcriptView>;
type Utterance = TranscriptView['utterances'][number];

/** A conversation of a day has fewer; above it the page would not be one that anybody reads. */
const UTTERANCE_LIMIT = 20_000;

export async function transcriptOf(bus: Bus, session: VoiceSessionObject): Promise<TranscriptView> {
  const utterances: Utterance[] = [];
  const pod = session.status?.pod?.uid;
  if (pod) {
    const options = { stream: STREAMS.reports, subject: filters.pod(pod), after: 0, decode: decodeAny };
    for await (const { message } of replay(bus, options)) {
      if (message.kind !== 'transcript') continue;
      const { speaker, text, at, startMilliseconds, endMilliseconds, interrupted } = message.report;
      utterances.push({ speaker, text, at, startMilliseconds, endMilliseconds, interrupted });
      if (utterances.length >= UTTERANCE_LIMIT) break;
    }
  }
  utterances.sort((a, b) => a.startMilliseconds - b.startMilliseconds);
  return { session: session.metadata.name, complete: session.status?.phase === 'Ended', utterances };
}

const names = { caller: 'Caller', agent: 'Agent' } as const;

export const asText = ({ utterances }: TranscriptView): string =>
  utterances.map(({ speaker, text, interrupted }) => `${names[speaker]}: ${text}${interrupted ? ' —' : ''}\n`).join('');

function stamp(milliseconds: number): string {
  const pad = (value: number, length: number) => String(Math.trunc(value)).padStart(length, '0');
  const ms = Math.max(0, Math.round(milliseconds));
  return `${pad(ms / 3_600_000, 2)}:${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`;
}

/** `&` and `<` would begin an entity or a tag, and an empty line or `-->` would end the cue. */
const escapeCue = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/\s+/g, ' ');

export function asVtt({ utterances }: TranscriptView): string {
  const cues = utterances.map(
    ({ speaker, text, startMilliseconds, endMilliseconds }) =>
      `${stamp(startMilliseconds)} --> ${stamp(Math.max(endMilliseconds, startMilliseconds + 1))}\n<v ${names[speaker]}>${escapeCue(text)}\n`,
  );
  return ['WEBVTT\n', ...cues].join('\n');
}
