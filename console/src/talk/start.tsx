import { Mic } from 'lucide-react';
import { useState } from 'react';
import type { TalkConversation } from './conversation.ts';
import type { SharedAgent } from './share.ts';
import type { TalkState } from './state.ts';

interface StartProps {
  readonly talk: TalkConversation;
  readonly state: TalkState;
  readonly shared: SharedAgent | undefined;
  readonly hopeless: boolean;
}

/** The one button, before a conversation and after it. */
export function Start({ talk, state, shared, hopeless }: StartProps) {
  const [key, setKey] = useState('');
  const busy = state.stage === 'asking' || state.stage === 'waiting' || state.stage === 'joining';
  const needsKey = shared?.requireKey === true;
  if (busy) {
    return (
      <button type="button" className="plain" onClick={() => void talk.end()}>
        Cancel
      </button>
    );
  }
  return (
    <form
      className="start"
      onSubmit={(event) => {
        event.preventDefault();
        void talk.start(key.trim());
      }}
    >
      {needsKey && (
        <label>
          Key
          <input
            type="password"
            value={key}
            autoComplete="off"
            required
            onChange={({ target }) => setKey(target.value)}
          />
        </label>
      )}
      <button type="submit" className="primary" disabled={hopeless}>
        <Mic size={20} aria-hidden />
        {state.stage === 'over' ? 'Talk again' : 'Start talking'}
      </button>
      {state.stage === 'idle' && <p className="quiet">Your browser will ask for the microphone.</p>}
    </form>
  );
}
