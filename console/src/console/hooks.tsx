import type { DeadHooks, HookList } from '@switchboard/client';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount, useWhyNot } from './account.tsx';
import { usePolled } from './polled.ts';
import { Denied, State } from './state.tsx';
import { Table } from './table.tsx';
import { ago, apart, wordsOf } from './words.ts';

type Hook = HookList['hooks'][number];
type Delivery = DeadHooks['deliveries'][number];

const EVERY_MS = 5000;

export default function Hooks() {
  const { client } = useAccount();
  const hooks = usePolled(() => client.hooks(), EVERY_MS);
  const dead = usePolled(() => client.deadHooks(), EVERY_MS);
  return (
    <>
      <h1>Hooks</h1>
      <p className="quiet">Where this tenant’s events are sent, signed as Standard Webhooks, and what could not be.</p>
      <section>
        <h2>Endpoints</h2>
        <State
          problem={hooks.problem}
          loading={hooks.data === undefined}
          empty={
            hooks.data?.length === 0 && (
              <>
                No hook is set. Name one in <code>spec.hooks</code> of the VoiceTenant, for all sessions, or of a
                VoiceAgent, for its own.
              </>
            )
          }
        >
          <ul className="cards">
            {hooks.data?.map((hook) => (
              <li key={hook.id} className="card">
                <Endpoint hook={hook} />
              </li>
            ))}
          </ul>
        </State>
      </section>
      <section>
        <h2>Deliveries that were given up</h2>
        <State
          problem={dead.problem}
          loading={dead.data === undefined}
          empty={dead.data?.length === 0 && 'Everything was delivered.'}
        >
          {dead.data && dead.data.length > 0 && (
            <Dead deliveries={dead.data} hooks={hooks.data ?? []} changed={dead.again} />
          )}
        </State>
      </section>
    </>
  );
}

function Endpoint({ hook: { id, url, events, agents, state, failures } }: { hook: Hook }) {
  const resting = state === 'Open';
  return (
    <>
      <p className="row apart">
        <strong className="url">{url}</strong>
        <span className={`breaker ${resting ? 'open' : failures > 0 ? 'halfopen' : 'closed'}`}>
          {resting ? 'Resting' : failures > 0 ? 'Failing' : 'Working'}
        </span>
      </p>
      <p className="badges">
        {events.map((event) => (
          <span key={event} className="badge">
            {event}
          </span>
        ))}
      </p>
      <p className="quiet small">
        {agents ? `For ${agents.join(', ')}.` : 'For all agents of the tenant.'}{' '}
        {failures > 0 && `${failures} failures in a row. `}
        {resting && 'It is left alone for a while, and tried again by itself. '}
        <code>{id}</code>
      </p>
    </>
  );
}

function Gone({ endpoint }: { endpoint: string }) {
  return (
    <span className="quiet" title={endpoint}>
      named no longer
    </span>
  );
}

interface DeadProps {
  readonly deliveries: readonly Delivery[];
  readonly hooks: readonly Hook[];
  readonly changed: () => void;
}

function Dead({ deliveries, hooks, changed }: DeadProps) {
  const { client, me } = useAccount();
  const whyNot = useWhyNot('hooks:change');
  const [answer, setAnswer] = useState<string>();
  const resend = (sequence: number) =>
    client.resendHook(sequence).then(
      () => {
        setAnswer('It is in the queue again.');
        changed();
      },
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  return (
    <>
      <Table
        name="Deliveries"
        rows={deliveries}
        keyOf={({ sequence }) => sequence}
        columns={[
          { head: 'Event', cell: ({ event }) => event ?? <span className="quiet">kept no longer</span> },
          {
            head: 'Session',
            kind: 'short',
            cell: ({ session }) => session && <Link href={`/sessions/${session}`}>{session}</Link>,
          },
          {
            head: 'Endpoint',
            kind: 'url',
            cell: ({ endpoint }) => hooks.find(({ id }) => id === endpoint)?.url ?? <Gone endpoint={endpoint} />,
          },
          { head: 'What went wrong', cell: ({ error }) => apart(error) },
          { head: 'Tries', kind: 'number', cell: ({ attempts }) => attempts },
          { head: 'Given up', kind: 'quiet', cell: ({ diedAt }) => ago(diedAt) },
          {
            head: 'Send again',
            unseen: true,
            kind: 'number',
            cell: ({ sequence, event, sentAgain }) =>
              sentAgain ? (
                <span className="badge">sent again</span>
              ) : (
                <button
                  type="button"
                  className="small"
                  disabled={whyNot !== undefined || event === undefined}
                  title={whyNot}
                  onClick={() => void resend(sequence)}
                >
                  <Send size={14} aria-hidden />
                  Send again
                </button>
              ),
          },
        ]}
      />
      {whyNot && <Denied role={me.role} action="hooks:change" />}
      <p role="status" className="quiet">
        {answer}
      </p>
    </>
  );
}
