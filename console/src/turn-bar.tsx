import type { ConversationEvent } from '@switchboard/client';
import './turn-bar.css';

export type Turn = Extract<ConversationEvent, { type: 'turn' }>;

const stages = [
  ['endpoint', 'End of speech', ['endpointMilliseconds']],
  ['transcript', 'Transcript', ['transcriptMilliseconds']],
  ['think', 'Thinking', ['firstTokenMilliseconds', 'firstSentenceMilliseconds']],
  ['speak', 'Speaking', ['firstByteMilliseconds', 'firstFrameMilliseconds']],
] as const;

/** Turns that were answered, and the longest answer among them. */
export function answeredOf(turns: readonly Turn[]): { answered: readonly Turn[]; longest: number } {
  const answered = turns.filter(({ totalMilliseconds }) => totalMilliseconds !== undefined);
  return { answered, longest: Math.max(1, ...answered.map(({ totalMilliseconds = 0 }) => totalMilliseconds)) };
}

export function Legend() {
  return (
    <span className="legend" aria-hidden="true">
      {stages.map(([name, title]) => (
        <span key={name} className={`key ${name}`}>
          {title}
        </span>
      ))}
    </span>
  );
}

/** From the end of the caller's speech to the first sound of the answer, by stage. */
export function TurnBar({ turn, longest }: { turn: Turn; longest: number }) {
  let from = 0;
  const parts = stages.map(([name, title, fields]) => {
    const ms = fields.reduce((sum, field) => sum + Number(turn[field] ?? 0), 0);
    const part = {
      name,
      told: `${title} ${Math.round(ms)} ms`,
      x: (from / longest) * 100,
      width: (ms / longest) * 100,
    };
    from += ms;
    return part;
  });
  return (
    <svg
      className="bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={parts.map(({ told }) => told).join(', ')}
    >
      {parts.map(({ name, told, x, width }) => (
        <rect key={name} className={name} x={x} width={width} height="8">
          <title>{told}</title>
        </rect>
      ))}
    </svg>
  );
}
