import { useAccount } from './account.tsx';
import { usePolled } from './polled.ts';
import { State } from './state.tsx';
import { Table } from './table.tsx';
import { milliseconds } from './words.ts';

const stages = { transcribe: 'Listening', think: 'Thinking', speak: 'Speaking' };

/** The shared pools, as the session pods see them. */
export function Models() {
  const { client } = useAccount();
  const { data, problem } = usePolled(() => client.models());
  const models = data?.models ?? [];
  return (
    <>
      <h1>Models</h1>
      <State
        problem={problem}
        loading={data === undefined}
        empty={models.length === 0 && 'No session talks now, so nobody has news of the models.'}
      >
        <Table
          name="Models"
          rows={models}
          keyOf={({ stage, url }) => `${stage} ${url}`}
          columns={[
            { head: 'Stage', cell: ({ stage }) => stages[stage] },
            { head: 'Endpoint', cell: ({ url }) => url },
            {
              head: 'Breaker',
              cell: ({ state }) => <span className={`breaker ${state.toLowerCase()}`}>{state}</span>,
            },
            {
              head: 'First byte, median',
              kind: 'number',
              cell: ({ p50Milliseconds }) => milliseconds(p50Milliseconds),
            },
            { head: 'In flight', kind: 'number', cell: ({ inFlight }) => inFlight },
            { head: 'Failures', kind: 'number', cell: ({ failures }) => failures },
            { head: 'Pods', kind: 'number', cell: ({ pods }) => pods },
          ]}
        />
      </State>
    </>
  );
}
