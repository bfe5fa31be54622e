import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from './account.tsx';
import { Confirm } from './dialog.tsx';
import { usePolled } from './polled.ts';
import { Guarded, State } from './state.tsx';
import { Table } from './table.tsx';
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
          <Table
            name="Waiting sessions"
            rows={data?.sessions ?? []}
            keyOf={({ id }) => id}
            columns={[
              { head: 'Place', kind: 'number', cell: ({ position }) => position },
              { head: 'Session', cell: ({ id }) => <Link href={`/sessions/${id}`}>{id}</Link> },
              { head: 'Agent', cell: ({ agent }) => agent },
              { head: 'Waits for', kind: 'quiet', cell: ({ reason }) => apart(reason ?? '') },
              { head: 'Priority', kind: 'number', cell: ({ priority }) => priority },
              { head: 'Since', kind: 'quiet', cell: ({ createdAt }) => ago(createdAt) },
            ]}
          />
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
