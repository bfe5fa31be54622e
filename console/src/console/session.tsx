import type { Session as SessionView } from '@switchboard/client';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'wouter';
import { Acts } from './acts.tsx';
import { Copy } from './copy.tsx';
import { Phase, State } from './state.tsx';
import { type Said, useStory } from './story.ts';
import { Timeline } from './timeline.tsx';
import { Turns } from './turns.tsx';
import { Usage } from './usage.tsx';
import { Vitals } from './vitals.tsx';
import { apart } from './words.ts';

/** One conversation, as it happens. */
export function Session({ id }: { id: string }) {
  const { story, problem } = useStory(id);
  const { session } = story;
  return (
    <>
      <Link href="/sessions" className="back">
        <ArrowLeft size={16} aria-hidden />
        Sessions
      </Link>
      <State problem={problem} loading={session === undefined && problem === undefined}>
        {session && (
          <>
            <div className="title">
              <h1>{session.id}</h1>
              <Phase phase={session.phase} />
              <Copy text={location.href} what="address" />
            </div>
            {session.message && <p className="quiet">{session.message}</p>}
            <Facts session={session} />
            <Acts session={session} />
            <div className="columns">
              <section className="card">
                <h2>Transcript</h2>
                <Transcript said={story.said} agent={session.agent} />
              </section>
              <div>
                <section className="card">
                  <h2>Memory</h2>
                  <Vitals session={session} />
                </section>
                <section className="card">
                  <h2>Answers</h2>
                  <Turns turns={story.turns} />
                </section>
                {session.usage && (
                  <section className="card">
                    <h2>What it used</h2>
                    <Usage usage={session.usage} />
                  </section>
                )}
                <section className="card">
                  <h2>What happened</h2>
                  <Timeline session={session} happened={story.happened} />
                </section>
              </div>
            </div>
          </>
        )}
      </State>
    </>
  );
}

function Transcript({ said, agent }: { said: readonly Said[]; agent: string }) {
  if (said.length === 0) return <p className="quiet">Nobody has spoken yet.</p>;
  return (
    <ol className="conversation">
      {said.map((one) => (
        <li
          key={`${one.speaker} ${one.segment}`}
          className={`${one.speaker} ${one.type === 'interim' ? 'interim' : ''}`}
        >
          <span className="who">{one.speaker === 'agent' ? agent : 'Caller'}</span>
          <span className="words">
            {one.text}
            {one.type === 'transcript' && one.interrupted && <em className="quiet"> (interrupted)</em>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Facts({ session }: { session: SessionView }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Agent', session.agent],
    ['Ready in', session.readyIn],
    ['Ended by', session.endReason && apart(session.endReason)],
    ['Place in the queue', session.queuePosition === undefined ? undefined : String(session.queuePosition)],
    ['Pod', session.pod],
    ['Node', session.node],
    ['Room', session.room],
    ['Handed over to', session.handedOverTo],
  ];
  return (
    <dl className="facts card">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
