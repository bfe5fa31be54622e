import { useAccount } from './account.tsx';
import { usePolled } from './polled.ts';
import { Scroll } from './scroll.tsx';
import { State } from './state.tsx';
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
        <Scroll name="Models">
          <table>
            <thead>
              <tr>
                <th>Stage</th>
                <th>Endpoint</th>
                <th>Breaker</th>
                <th className="number">First byte, median</th>
                <th className="number">In flight</th>
                <th className="number">Failures</th>
                <th className="number">Pods</th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={`${model.stage} ${model.url}`}>
                  <td>{stages[model.stage]}</td>
                  <td>{model.url}</td>
                  <td>
                    <span className={`breaker ${model.state.toLowerCase()}`}>{model.state}</span>
                  </td>
                  <td className="number">{milliseconds(model.p50Milliseconds)}</td>
                  <td className="number">{model.inFlight}</td>
                  <td className="number">{model.failures}</td>
                  <td className="number">{model.pods}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </State>
    </>
  );
}
