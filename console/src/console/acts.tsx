import type { Session } from '@switchboard/client';
import { type FormEvent, useState } from 'react';
import { useAccount } from './account.tsx';
import { Guarded } from './state.tsx';
import { wordsOf } from './words.ts';

/** What a supervisor can do to a live conversation. */
export function Acts({ session }: { session: Session }) {
  const { client } = useAccount();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<string>();
  if (session.phase === 'Ended') return null;
  const act = (what: string, run: () => Promise<unknown>) =>
    run().then(
      () => setAnswer(what),
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  const say = (event: FormEvent) => {
    event.preventDefault();
    void act('The agent says it.', () => client.say(session.id, { text, interruptible: true, interrupt: false }));
    setText('');
  };
  return (
    <div className="card">
      <Guarded action="sessions:change">
        <div className="acts">
          <form onSubmit={say}>
            <input
              value={text}
              required
              maxLength={2000}
              aria-label="Words for the agent to say"
              placeholder="Words for the agent"
              onChange={({ target }) => setText(target.value)}
            />
            <button type="submit">Say</button>
          </form>
          <button type="button" onClick={() => void act('The agent is told.', inject)} disabled={text === ''}>
            Tell the agent only
          </button>
          <button type="button" onClick={() => void act('Interrupted.', () => client.interrupt(session.id))}>
            Interrupt
          </button>
          <button
            type="button"
            className="danger"
            onClick={() => void act('The agent says goodbye.', () => client.stop(session.id, 'Goodbye'))}
          >
            End with a goodbye
          </button>
        </div>
      </Guarded>
      <p role="status" className="quiet small">
        {answer}
      </p>
    </div>
  );

  async function inject() {
    await client.inject(session.id, { role: 'system', text, respond: false });
    setText('');
  }
}
