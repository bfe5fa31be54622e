import { type Agent, SwitchboardError } from '@switchboard/client';
import { useState } from 'react';
import { useAccount } from './account.tsx';
import { AgentForm, changesOf, type Draft, draftOf } from './agent-form.tsx';
import { usePolled, wordsOf } from './polled.ts';
import { State } from './state.tsx';

export function Agents() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.agents(), 5000);
  return (
    <>
      <h1>Agents</h1>
      <State
        problem={problem}
        loading={data === undefined}
        empty={data?.length === 0 && 'There is no VoiceAgent here.'}
      >
        <ul className="cards">
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
  const [draft, setDraft] = useState<Draft>();
  return (
    <>
      <h2>{agent.name}</h2>
      <p className="prompt">{agent.spec.prompt}</p>
      <p className="quiet">
        Greeting: {agent.spec.greeting ?? 'none'}
        <br />
        Voice: {agent.spec.voice?.name ?? 'the default'}
        <br />
        Generation: {agent.generation}
      </p>
      {draft === undefined ? (
        <p className="row">
          <button type="button" onClick={() => setDraft(draftOf(agent))}>
            Edit
          </button>
          <a href={`/agent/${encodeURIComponent(agent.name)}`}>Try it</a>
        </p>
      ) : (
        <Editing agent={agent} draft={draft} setDraft={setDraft} changed={changed} />
      )}
    </>
  );
}

interface EditingProps {
  readonly agent: Agent;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft | undefined) => void;
  readonly changed: () => void;
}

/** First the difference is shown, then it is applied; the server's own schema has the last word. */
function Editing({ agent, draft, setDraft, changed }: EditingProps) {
  const { client } = useAccount();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const changes = changesOf(agent, draft);
  const apply = () => {
    client.changeAgent(agent.name, changes.patch).then(
      () => {
        setDraft(undefined);
        changed();
      },
      (error: unknown) => setProblems(problemsOf(error)),
    );
  };
  return (
    <AgentForm draft={draft} setDraft={setDraft}>
      {changes.lines.length > 0 && (
        <ul className="difference" aria-label="What would change">
          {changes.lines.map(({ field, before, after }) => (
            <li key={field}>
              <strong>{field}</strong>
              <del>{before}</del>
              <ins>{after}</ins>
            </li>
          ))}
        </ul>
      )}
      {problems.map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
      <p className="row">
        <button type="button" className="solid" disabled={changes.lines.length === 0} onClick={apply}>
          Apply
        </button>
        <button type="button" onClick={() => setDraft(undefined)}>
          Cancel
        </button>
      </p>
    </AgentForm>
  );
}

function problemsOf(error: unknown): readonly string[] {
  const fields = error instanceof SwitchboardError ? (error.problem.errors ?? []) : [];
  return fields.length > 0 ? fields.map(({ field, message }) => `${field}: ${message}`) : [wordsOf(error)];
}
