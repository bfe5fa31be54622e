import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from './account.tsx';
import { usePolled, wordsOf } from './polled.ts';
import { State } from './state.tsx';
import { ago } from './words.ts';

export function Queue() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.queue());
  const [answer, setAnswer] = useState<string>();
  const clear = () => {
    if (!confirm(`End ${data?.length ?? 0} waiting sessions?`)) return;
    client.clearQueue().then(
      () => {
        setAnswer('The queue is cleared.');
        again();
      },
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  };
  return (
    <>
      <h1>Queue</h1>
      <State problem={problem} loading={data === undefined} empty={data?.length === 0 && 'Nobody waits.'}>
        <ol className="queue">
          {data?.sessions.map(({ id, agent, position, reason, createdAt }) => (
            <li key={id}>
              <span className="number">{position ?? ''}</span>
              <Link href={`/sessions/${id}`}>{id}</Link>
              <span>{agent}</span>
              <span className="quiet">{reason}</span>
              <span className="quiet">{ago(createdAt)}</span>
            </li>
          ))}
        </ol>
        {(data?.length ?? 0) > 0 && (
          <button type="button" className="danger" onClick={clear}>
            Clear the queue
          </button>
        )}
      </State>
      <p role="status" className="quiet">
        {answer}
      </p>
    </>
  );
}
