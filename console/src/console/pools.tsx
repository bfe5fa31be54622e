import type { Pool } from '@switchboard/client';
import { Hourglass } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useAccount } from './account.tsx';
import { usePolled } from './polled.ts';
import { PodBar } from './pool-table.tsx';
import { Schedule } from './schedule.tsx';
import { Guarded, State } from './state.tsx';
import { apart, wordsOf } from './words.ts';

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
  const { ready = 0, claimed = 0, desired = 0 } = status;
  const counts = [
    ['Ready', ready],
    ['Starting', status.starting ?? 0],
    ['In calls', claimed],
    ['Wanted', desired],
    ['Waiting', status.queued ?? 0],
  ] as const;
  return (
    <>
      <h2>
        {name} <span className="quiet small">keeps {spec.agent} warm</span>
      </h2>
      <PodBar ready={ready} claimed={claimed} desired={desired} />
      <dl className="counts">
        {counts.map(([what, count]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      <p className={status.waitingFor ? 'waiting-for' : 'quiet small'}>
        <Hourglass size={16} aria-hidden />
        {status.waitingFor ? `Waits for: ${status.waitingFor}` : 'It waits for nothing.'}
      </p>
      <Conditions pool={pool} />
      <Schedule pool={pool} changed={changed} />
      <Scale pool={pool} changed={changed} />
    </>
  );
}

/** Conditions that are not as one would wish stand out. */
function Conditions({ pool: { status } }: { pool: Pool }) {
  const wished = (type: string) => (type === 'Ready' ? 'True' : 'False');
  return (
    <ul className="conditions">
      {status?.conditions?.map(({ type, status: holds, reason, message }) => (
        <li key={type}>
          <span className={`badge ${holds === wished(type) ? 'fine' : 'warned'}`}>
            {holds === 'True' ? type : holds === 'False' ? `Not ${type.toLowerCase()}` : `${type} unknown`}
          </span>
          <span className="quiet small">
            {apart(reason)}: {message}
          </span>
        </li>
      ))}
    </ul>
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
      <Guarded action="agents:change">
        <div className="fields">
          {(['min', 'max', 'buffer'] as const).map((field) => (
            <label key={field}>
              {{ min: 'At least', max: 'At most', buffer: 'Spare, ready' }[field]}
              <input name={field} type="number" min={0} max={10_000} defaultValue={spec[field] ?? 0} required />
            </label>
          ))}
          <button type="submit">Scale</button>
        </div>
      </Guarded>
      <p role="status" className="quiet small">
        {answer}
      </p>
    </form>
  );
}
