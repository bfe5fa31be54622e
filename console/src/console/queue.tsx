import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from './account.tsx';
import { Confirm } from './dialog.tsx';
import { usePolled } from './polled.ts';
import { Scroll } from './scroll.tsx';
import { Guarded, State } from './state.tsx';
import { ago, apart, wordsOf } from './words.ts';

export function Queue() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.queue());
  const [clearing, setClearing] = useState(false);
  const [answer, setAnswer] = useState<string>();
  const waiting = data?.length ?? 0;
  const clear = () =>
    client.clearQueue().then(
      () => {
        setAnswer('The queue is cleared.');
        again();
      },
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  return (
    <>
      <h1>Queue</h1>
      <State problem={problem} loading={data === undefined} empty={waiting === 0 && 'Nobody waits.'}>
        {waiting > 0 && (
          <Scroll name="Waiting sessions">
            <table>
              <thead>
                <tr>
                  <th className="number">Place</th>
                  <th>Session</th>
                  <th>Agent</th>
                  <th>Waits for</th>
                  <th className="number">Priority</th>
                  <th>Since</th>
                </tr>
              </thead>
              <tbody>
                {data?.sessions.map(({ id, agent, position, reason, priority, createdAt }) => (
                  <tr key={id}>
                    <td className="number">{position ?? ''}</td>
                    <td>
                      <Link href={`/sessions/${id}`}>{id}</Link>
                    </td>
                    <td>{agent}</td>
                    <td className="quiet">{apart(reason ?? '')}</td>
                    <td className="number">{priority}</td>
                    <td className="quiet">{ago(createdAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {waiting > 0 && (
          <Guarded action="queue:clear">
            <button type="button" className="danger" onClick={() => setClearing(true)}>
              Clear the queue
            </button>
          </Guarded>
        )}
      </State>
      {clearing && (
        <Confirm
          title="Clear the queue?"
          words={`${waiting} waiting ${waiting === 1 ? 'session ends' : 'sessions end'} at once.`}
          yes="Clear it"
          act={() => void clear()}
          close={() => setClearing(false)}
        />
      )}
      <p role="status" className="quiet">
        {answer}
      </p>
    </>
  );
}
