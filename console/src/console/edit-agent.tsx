import { type Agent, SwitchboardError } from '@switchboard/client';
import { diffWordsWithSpace } from 'diff';
import { useEffect, useState } from 'react';
import { useAccount } from './account.tsx';
import { AgentForm, changesOf, draftOf, fieldOf, type Line, type Problems, titles } from './agent-form.tsx';
import { wordsOf } from './words.ts';

interface EditAgentProps {
  readonly agent: Agent;
  readonly changed: () => void;
  readonly close: () => void;
}

/** First the difference is shown, then it is applied; the server has the last word. */
export function EditAgent({ agent, changed, close }: EditAgentProps) {
  const { client } = useAccount();
  // What others change meanwhile does not change the difference that is shown here; the gateway refuses to apply it then.
  const [begun] = useState(agent);
  const [draft, setDraft] = useState(draftOf(agent));
  const [refused, setRefused] = useState<{ fields: Problems; others: readonly string[] }>({ fields: {}, others: [] });
  const changes = changesOf(begun, draft);
  const found = useSchema(begun, changes.patch);
  const wrong = Object.keys(found).length > 0;
  const apply = () => {
    client.changeAgent(agent.name, changes.patch, begun.generation).then(
      () => {
        close();
        changed();
      },
      (error: unknown) => setRefused(refusalOf(error)),
    );
  };
  return (
    <AgentForm
      draft={draft}
      problems={{ ...refused.fields, ...found }}
      setDraft={(next) => {
        setRefused({ fields: {}, others: [] });
        setDraft(next);
      }}
    >
      {changes.lines.length > 0 && (
        <ul className="difference" aria-label="What would change">
          {changes.lines.map((line) => (
            <li key={line.field}>
              <strong>{titles[line.field]}</strong>
              {worded.has(line.field) ? (
                <Difference line={line} />
              ) : (
                <span>
                  <del>{line.before || 'none'}</del> <ins>{line.after || 'none'}</ins>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {refused.others.map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
      <p className="quiet small">
        It holds for conversations that begin from now on. No pod is replaced, and those that go on stay as they are.
      </p>
      <p className="row end">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button type="button" className="solid" disabled={changes.lines.length === 0 || wrong} onClick={apply}>
          Apply
        </button>
      </p>
    </AgentForm>
  );
}

/** Words are compared one by one, anything else as a whole. */
const worded: ReadonlySet<string> = new Set(['prompt', 'greeting']);

function Difference({ line: { before, after } }: { line: Line }) {
  let at = 0;
  return (
    <span className="words">
      {diffWordsWithSpace(before, after).map(({ value, added, removed }) => {
        at += value.length;
        const key = `${at} ${added} ${removed}`;
        if (added) return <ins key={key}>{value}</ins>;
        return removed ? <del key={key}>{value}</del> : <span key={key}>{value}</span>;
      })}
    </span>
  );
}

type Check = typeof import('./agent-check.ts').problemsOf;

function useSchema(agent: Agent, patch: object): Problems {
  const [check, setCheck] = useState<{ problemsOf: Check }>();
  useEffect(() => {
    void import('./agent-check.ts').then(({ problemsOf }) => setCheck({ problemsOf }));
  }, []);
  return check ? check.problemsOf(agent, patch as Parameters<Check>[1]) : {};
}

function refusalOf(error: unknown): { fields: Problems; others: readonly string[] } {
  const fields: Partial<Record<string, string>> = {};
  const others: string[] = [];
  const named = error instanceof SwitchboardError ? (error.problem.errors ?? []) : [];
  for (const { field, message } of named) {
    const own = fieldOf(field);
    if (own) fields[own] = message;
    else others.push(`${field}: ${message}`);
  }
  return { fields, others: named.length > 0 ? others : [wordsOf(error)] };
}
