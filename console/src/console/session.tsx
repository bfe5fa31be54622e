import type { ConversationEvent, Session as SessionView } from '@switchboard/client';
import { useEffect, useState } from 'react';
import { useAccount } from './account.tsx';
import { Acts } from './acts.tsx';
import { wordsOf } from './polled.ts';
import { Phase, State } from './state.tsx';
import { Turns } from './turns.tsx';
import { mebibytes, milliseconds } from './words.ts';

type Said = Extract<ConversationEvent, { type: 'transcript' | 'interim' }>;
export type Turn = Extract<ConversationEvent, { type: 'turn' }>;
type Happened = Extract<ConversationEvent, { type: 'status' }>;

interface Story {
  readonly session: SessionView | undefined;
  readonly said: readonly Said[];
  readonly turns: readonly Turn[];
  readonly happened: readonly Happened[];
}

const NOTHING: Story = { session: undefined, said: [], turns: [], happened: [] };

/** One conversation, as it happens: what is stored comes first, then what is new. */
export function Session({ id }: { id: string }) {
  const { story, problem } = useStory(id);
  const { session } = story;
  return (
    <State problem={problem} loading={session === undefined}>
      {session && (
        <>
          <h1>
            {session.id} <Phase phase={session.phase} />
          </h1>
          <p className="quiet">{session.message}</p>
          <Acts session={session} />
          <div className="columns">
            <section>
              <h2>Transcript</h2>
              <Transcript said={story.said} agent={session.agent} />
            </section>
            <div>
              <Facts session={session} />
              <section>
                <h2>Answers</h2>
                <Turns turns={story.turns} />
              </section>
              <section>
                <h2>What happened</h2>
                <ol className="timeline">
                  {timeline(session, story.happened).map(({ at, what, why }) => (
                    <li key={`${at} ${what}`}>
                      <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
                      <span>{what}</span>
                      {why && <span className="quiet">{why}</span>}
                    </li>
                  ))}
                </ol>
              </section>
            </div>
          </div>
        </>
      )}
    </State>
  );
}

function useStory(id: string): { story: Story; problem: string | undefined } {
  const { client } = useAccount();
  const [story, setStory] = useState(NOTHING);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    setStory(NOTHING);
    const follow = async () => {
      setStory({ ...NOTHING, session: await client.get(id) });
      for await (const event of client.events(id, { signal: stop.signal, after: '0' })) {
        setStory((before) => told(before, event));
      }
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) setProblem(wordsOf(error));
    });
    return () => stop.abort();
  }, [client, id]);
  return { story, problem };
}

function told(story: Story, event: ConversationEvent): Story {
  switch (event.type) {
    case 'session':
      return { ...story, session: event.session };
    case 'turn':
      return { ...story, turns: [...story.turns, event] };
    case 'status':
      return { ...story, happened: [...story.happened, event] };
    default: {
      const at = story.said.findIndex(({ segment, speaker }) => segment === event.segment && speaker === event.speaker);
      if (at < 0) return { ...story, said: [...story.said, event] };
      if (story.said[at]?.type === 'transcript') return story;
      return { ...story, said: story.said.with(at, event) };
    }
  }
}

function Transcript({ said, agent }: { said: readonly Said[]; agent: string }) {
  if (said.length === 0) return <p className="quiet">Nobody has spoken yet.</p>;
  return (
    <ol className="transcript">
      {said.map((one) => (
        <li key={`${one.speaker} ${one.segment}`} className={one.type === 'interim' ? 'interim' : ''}>
          <span className="who">{one.speaker === 'agent' ? agent : 'Caller'}</span>
          <span>
            {one.text}
            {one.type === 'transcript' && one.interrupted && <em className="quiet"> (interrupted)</em>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Facts({ session }: { session: SessionView }) {
  const { usage } = session;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Agent', session.agent],
    ['Ready in', session.readyIn],
    ['Ended by', session.endReason],
    ['Pod', session.pod],
    ['Node', session.node],
    ['Room', session.room],
    ['Memory peak', session.memoryPeak ?? (usage && mebibytes(usage.memoryPeakBytes))],
    ['Caller spoke', usage && milliseconds(usage.callerSpeechMilliseconds)],
    ['Agent spoke', usage && milliseconds(usage.agentSpeechMilliseconds)],
    ['Interruptions', usage && String(usage.interruptions ?? 0)],
    ['Gaps in the sound', usage && String(usage.underruns ?? 0)],
    ['Tokens', usage && `${usage.promptTokens ?? 0} read, ${usage.completionTokens ?? 0} written`],
  ];
  return (
    <dl className="facts">
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

function timeline(session: SessionView, happened: readonly Happened[]) {
  const own = [
    { at: session.createdAt, what: 'Created', why: undefined },
    ...(session.readyAt
      ? [{ at: session.readyAt, what: 'Ready', why: session.readyIn && `in ${session.readyIn}` }]
      : []),
    ...(session.endedAt ? [{ at: session.endedAt, what: 'Ended', why: session.endReason }] : []),
  ];
  const reported = happened
    .filter(({ event }) => event !== 'Ended')
    .map(({ at, event, reason }) => ({ at, what: event.replace(/([a-z])([A-Z])/g, '$1 $2'), why: reason }));
  return [...own, ...reported].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
