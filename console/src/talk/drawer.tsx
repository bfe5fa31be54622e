import type { Session } from '@switchboard/client';
import { answeredOf, Legend, type Turn, TurnBar } from '../turn-bar.tsx';

/** For whoever builds agents: where the time of each turn went, and where the conversation runs. */
export function Drawer({ session, turns }: { session: Session | undefined; turns: readonly Turn[] }) {
  const { answered, longest } = answeredOf(turns);
  return (
    <details className="drawer">
      <summary>Details</summary>
      {answered.length === 0 ? (
        <p className="quiet">The latency of each answer appears here.</p>
      ) : (
        <table>
          <caption>
            Answers, from the end of your speech <Legend />
          </caption>
          <tbody>
            {answered.map((turn) => (
              <tr key={turn.turn}>
                <th scope="row">{turn.turn}</th>
                <td>
                  <TurnBar turn={turn} longest={longest} />
                </td>
                <td className="ms">{Math.round(turn.totalMilliseconds ?? 0)} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl>
        <dt>Session</dt>
        <dd>{session?.id ?? '–'}</dd>
        <dt>Ready in</dt>
        <dd>{session?.readyIn ?? '–'}</dd>
        <dt>Room</dt>
        <dd>{session?.room ?? '–'}</dd>
        <dt>Pod</dt>
        <dd>{session?.pod ?? '–'}</dd>
        <dt>Node</dt>
        <dd>{session?.node ?? '–'}</dd>
      </dl>
    </details>
  );
}
