import type { Session } from '@switchboard/client';
import type { Turn } from './state.ts';

const stages = [
  ['endpoint', 'Waiting for the end of speech', ['endpointMilliseconds']],
  ['transcript', 'Transcript', ['transcriptMilliseconds']],
  ['think', 'Thinking', ['firstTokenMilliseconds', 'firstSentenceMilliseconds']],
  ['speak', 'Speaking', ['firstByteMilliseconds', 'firstFrameMilliseconds']],
] as const;

const shares = (turn: Turn): { name: string; title: string; ms: number }[] =>
  stages.map(([name, title, fields]) => ({
    name,
    title,
    ms: fields.reduce((sum, field) => sum + Number(turn[field] ?? 0), 0),
  }));

/** For whoever builds agents: where the time of each turn went, and where the conversation runs. */
export function Drawer({ session, turns }: { session: Session | undefined; turns: readonly Turn[] }) {
  const answered = turns.filter(({ totalMilliseconds }) => totalMilliseconds !== undefined);
  const longest = Math.max(1, ...answered.map(({ totalMilliseconds = 0 }) => totalMilliseconds));
  return (
    <details className="drawer">
      <summary>Details</summary>
      {answered.length === 0 ? (
        <p className="quiet">The latency of each answer appears here.</p>
      ) : (
        <table>
          <caption>
            Answers, from the end of your speech{' '}
            <span className="legend" aria-hidden="true">
              {stages.map(([name, title]) => (
                <span key={name} className={`key ${name}`}>
                  {title}
                </span>
              ))}
            </span>
          </caption>
          <tbody>
            {answered.map((turn) => (
              <tr key={turn.turn}>
                <th scope="row">{turn.turn}</th>
                <td>
                  <svg
                    className="bar"
                    viewBox="0 0 100 8"
                    preserveAspectRatio="none"
                    role="img"
                    aria-label={tell(turn)}
                  >
                    <Bars turn={turn} longest={longest} />
                  </svg>
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

function Bars({ turn, longest }: { turn: Turn; longest: number }) {
  let x = 0;
  return shares(turn).map(({ name, title, ms }) => {
    const width = (ms / longest) * 100;
    const start = x;
    x += width;
    return (
      <rect key={name} className={name} x={start} width={width} height="8">
        <title>{`${title}: ${Math.round(ms)} ms`}</title>
      </rect>
    );
  });
}

const tell = (turn: Turn): string =>
  shares(turn)
    .map(({ title, ms }) => `${title} ${Math.round(ms)} ms`)
    .join(', ');
