import type { Pool } from '@switchboard/client';
import { type FormEvent, useState } from 'react';
import { useAccount } from './account.tsx';
import { usePolled, wordsOf } from './polled.ts';
import { State } from './state.tsx';

export function Pools() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.pools());
  return (
    <>
      <h1>Pools</h1>
      <State
        problem={problem}
        loading={data === undefined}
        empty={data?.length === 0 && 'No VoicePool keeps pods warm here.'}
      >
        <ul className="cards">
          {data?.map((pool) => (
            <li key={pool.name} className="card">
              <PoolCard pool={pool} changed={again} />
            </li>
          ))}
        </ul>
      </State>
    </>
  );
}

function PoolCard({ pool, changed }: { pool: Pool; changed: () => void }) {
  const { name, spec, status = {} } = pool;
  return (
    <>
      <h2>{name}</h2>
      <p>
        {status.ready ?? 0} ready, {status.starting ?? 0} starting, {status.claimed ?? 0} in calls, {status.queued ?? 0}{' '}
        waiting. The pool wants {status.desired ?? 0}.
      </p>
      {status.waitingFor && <p className="problem">{status.waitingFor}</p>}
      <ul className="conditions">
        {status.conditions?.map(({ type, status: holds, reason, message }) => (
          <li key={type}>
            <strong>
              {type} {holds === 'True' ? '' : holds === 'False' ? 'no' : 'unknown'}
            </strong>{' '}
            <span className="quiet">
              {reason}: {message}
            </span>
          </li>
        ))}
      </ul>
      {spec.schedule?.map((window) => (
        <p key={window.name} className="quiet">
          {window.name}: from {window.start} to {window.end} ({window.timeZone ?? 'UTC'}), at least {window.min ?? '–'}
        </p>
      ))}
      <Scale pool={pool} changed={changed} />
    </>
  );
}

function Scale({ pool: { name, spec }, changed }: { pool: Pool; changed: () => void }) {
  const { client } = useAccount();
  const [answer, setAnswer] = useState<string>();
  const scale = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (field: string) => Number(form.get(field));
    client.scalePool(name, { min: number('min'), max: number('max'), buffer: number('buffer') }).then(
      () => {
        setAnswer('Saved.');
        changed();
      },
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  };
  return (
    <form className="scale" onSubmit={scale}>
      {(['min', 'max', 'buffer'] as const).map((field) => (
        <label key={field}>
          {{ min: 'At least', max: 'At most', buffer: 'Ready beyond calls' }[field]}
          <input name={field} type="number" min={0} max={10_000} defaultValue={spec[field] ?? 0} required />
        </label>
      ))}
      <button type="submit">Scale</button>
      <p role="status" className="quiet">
        {answer}
      </p>
    </form>
  );
}
