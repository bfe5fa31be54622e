import { answeredOf, Legend, type Turn, TurnBar } from '../turn-bar.tsx';
import { milliseconds } from './words.ts';

/** The latency of each answer. */
export function Turns({ turns }: { turns: readonly Turn[] }) {
  const { answered, longest } = answeredOf(turns);
  if (answered.length === 0) return <p className="quiet">The latency of each answer appears here.</p>;
  return (
    <>
      <Legend />
      <ol className="turns">
        {answered.map((turn) => (
          <li key={turn.turn}>
            <span className="number">{turn.turn}</span>
            <TurnBar turn={turn} longest={longest} />
            <span className="number">{milliseconds(turn.totalMilliseconds)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
