import type { Agent } from '@switchboard/client';
import { MessageCircle, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useAccount, useWhyNot } from './account.tsx';
import { EditAgent } from './edit-agent.tsx';
import { usePolled } from './polled.ts';
import { State } from './state.tsx';

const EVERY_MS = 5000;

export default function Agents() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.agents(), EVERY_MS);
  return (
    <>
      <h1>Agents</h1>
      <State
        problem={problem}
        loading={data === undefined}
        empty={
          data?.length === 0 && (
            <>
              There is no VoiceAgent here. Make one with <code>kubectl apply</code>.
            </>
          )
        }
      >
        <ul className="cards wide">
          {data?.map((agent) => (
            <li key={agent.name} className="card">
              <AgentCard agent={agent} changed={again} />
            </li>
          ))}
        </ul>
      </State>
    </>
  );
}

function AgentCard({ agent, changed }: { agent: Agent; changed: () => void }) {
  const { me } = useAccount();
  const whyNot = useWhyNot('agents:change');
  const [editing, setEditing] = useState(false);
  const { name, spec, status, generation } = agent;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return (
    <>
      <p className="row apart">
        <span className="row">
          <h2>{name}</h2>
          {ready && (
            <span className={`badge ${ready.status === 'True' ? 'fine' : 'warned'}`} title={ready.message}>
              {ready.status === 'True' ? 'Ready' : ready.reason}
            </span>
          )}
        </span>
        <span className="row">
          <a className="button" href={talkTo(name, me.tenant)} target="_blank" rel="noreferrer">
            <MessageCircle size={16} aria-hidden />
            Try it
          </a>
          {!editing && (
            <button type="button" disabled={whyNot !== undefined} title={whyNot} onClick={() => setEditing(true)}>
              <Pencil size={16} aria-hidden />
              Edit
            </button>
          )}
        </span>
      </p>
      {whyNot && <p className="quiet small">{whyNot} You can look, and try it.</p>}
      {editing ? (
        <EditAgent agent={agent} changed={changed} close={() => setEditing(false)} />
      ) : (
        <>
          <p className="prompt">{spec.prompt}</p>
          <dl className="counts">
            {(
              [
                ['Conversations', status?.sessions ?? 0],
                ['Waiting', status?.queued ?? 0],
                ['Language', spec.language ?? 'en'],
                ['Voice', spec.voice?.name ?? 'alloy'],
                ['Generation', generation],
              ] as const
            ).map(([what, value]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet small">
            {spec.greeting ? `Greeting: ${spec.greeting}` : 'It waits for the caller to speak first.'}
            {spec.share?.enabled !== true && ' Its link is closed: share.enabled is false.'}
          </p>
        </>
      )}
    </>
  );
}

const talkTo = (agent: string, tenant: string): string =>
  `/agent/${encodeURIComponent(agent)}?${new URLSearchParams({ tenant })}`;
