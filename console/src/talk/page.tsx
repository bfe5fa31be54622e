import { Link2 } from 'lucide-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Captions } from './captions.tsx';
import { Controls, Typing } from './controls.tsx';
import { TalkConversation } from './conversation.ts';
import { Drawer } from './drawer.tsx';
import { Orb } from './orb.tsx';
import { type SharedAgent, ShareLink } from './share.ts';
import { Start } from './start.tsx';
import type { TalkState } from './state.ts';
import { problemWords, waitingWords } from './words.ts';
import './talk.css';

/** The page behind a shared link: one button, and a conversation. */
export default function TalkPage({ agent }: { agent: string }) {
  const link = useMemo(
    () => new ShareLink(agent, new URLSearchParams(location.search).get('tenant') ?? undefined),
    [agent],
  );
  const talk = useMemo(() => new TalkConversation(link), [link]);
  const state = useSyncExternalStore(talk.subscribe, talk.state);
  const [shared, setShared] = useState<SharedAgent>();
  const [missing, setMissing] = useState<string>();

  useEffect(() => {
    document.title = `Talk to ${agent}`;
    link.look().then(setShared, (error: unknown) => setMissing(problemWords(error)));
  }, [agent, link]);
  useEffect(() => {
    const leave = () => talk.leave();
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [talk]);
  useMuteKey(talk, state);

  const live = state.stage === 'talking' || state.stage === 'reconnecting';
  return (
    <main className={`talk ${state.stage} ${state.agent}`}>
      <header>
        <h1>{agent}</h1>
        <CopyLink link={link} />
      </header>
      <div className="stage">
        <Orb stage={state.stage} agent={state.agent} sound={talk.sounds.theirs} />
        <p className="status" role="status">
          {statusWords(state)}
        </p>
        {state.quality !== undefined && state.quality !== 'good' && live && (
          <p className="warning">Your connection is {state.quality === 'poor' ? 'weak' : 'lost'}.</p>
        )}
      </div>
      {state.silenced && live && (
        <button type="button" className="primary" onClick={() => void talk.unsilence()}>
          Turn the sound on
        </button>
      )}
      {(missing ?? state.notice) && (
        <p className="notice" role="alert">
          {missing ?? state.notice}
        </p>
      )}
      {live ? (
        <Controls talk={talk} state={state} />
      ) : (
        <Start talk={talk} state={state} shared={shared} hopeless={missing !== undefined} />
      )}
      {state.lines.length > 0 && <Captions lines={state.lines} agent={agent} />}
      {live && <Typing talk={talk} />}
      {state.session && <Drawer session={state.session} turns={state.turns} />}
    </main>
  );
}

function statusWords({ stage, agent, session }: TalkState): string {
  switch (stage) {
    case 'idle':
      return 'Ready when you are';
    case 'asking':
      return 'Connecting';
    case 'waiting':
      return session ? waitingWords(session) : 'Waiting';
    case 'joining':
      return 'Joining';
    case 'reconnecting':
      return 'Reconnecting';
    case 'over':
      return 'Ended';
    case 'talking':
      return { listening: 'Listening', thinking: 'Thinking', speaking: 'Speaking' }[agent];
  }
}

/** M anywhere but in a field. */
function useMuteKey(talk: TalkConversation, { stage, muted }: TalkState): void {
  useEffect(() => {
    if (stage !== 'talking') return;
    const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const typing = target instanceof Element && target.closest('input, select, textarea') !== null;
      if (key.toLowerCase() === 'm' && !typing && !ctrlKey && !metaKey && !altKey) void talk.mute(!muted);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [talk, stage, muted]);
}

function CopyLink({ link }: { link: ShareLink }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link.url);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className="plain" onClick={() => void copy().catch(() => prompt('The link:', link.url))}>
      <Link2 size={18} aria-hidden />
      <span aria-live="polite">{copied ? 'Copied' : 'Copy link'}</span>
    </button>
  );
}
