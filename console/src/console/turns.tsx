import type { Turn } from './story.ts';
import { milliseconds } from './words.ts';

const stages = [
  ['endpoint', 'Waiting', ['endpointMilliseconds']],
  ['transcript', 'Transcript', ['transcriptMilliseconds']],
  ['think', 'Thinking', ['firstTokenMilliseconds', 'firstSentenceMilliseconds']],
  ['speak', 'Speaking', ['firstByteMilliseconds', 'firstFrameMilliseconds']],
] as const;

/** From the end of the caller's speech to the first sound of the answer, by stage. */
export function Turns({ turns }: { turns: readonly Turn[] }) {
  const answered = turns.filter(({ totalMilliseconds }) => totalMilliseconds !== undefined);
  if (answered.length === 0) return <p className="quiet">The latency of each answer appears here.</p>;
  const longest = Math.max(1, ...answered.map(({ totalMilliseconds = 0 }) => totalMilliseconds));
  return (
    <>
      <p className="legend">
        {stages.map(([name, title]) => (
          <span key={name} className={`key ${name}`}>
            {title}
          </span>
        ))}
      </p>
      <ol className="turns">
        {answered.map((turn) => (
          <li key={turn.turn}>
            <span className="number">{turn.turn}</span>
            <Bar turn={turn} longest={longest} />
            <span className="number">{milliseconds(turn.totalMilliseconds)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Bar({ turn, longest }: { turn: Turn; longest: number }) {
  let from = 0;
  const parts = stages.map(([name, title, fields]) => {
    const ms = fields.reduce((sum, field) => sum + Number(turn[field] ?? 0), 0);
    const part = { name, title, ms, x: (from / longest) * 100, width: (ms / longest) * 100 };
    from += ms;
    return part;
  });
  const told = parts.map(({ title, ms }) => `${title} ${Math.round(ms)} ms`).join(', ');
  return (
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={told}>
      {parts.map(({ name, title, ms, x, width }) => (
        <rect key={name} className={name} x={x} width={width} height="8">
          <title>{`${title}: ${Math.round(ms)} ms`}</title>
        </rect>
      ))}
    </svg>
  );
}
