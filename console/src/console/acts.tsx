import type { Session } from '@switchboard/client';
import { type FormEvent, useState } from 'react';
import { useAccount } from './account.tsx';
import { wordsOf } from './polled.ts';

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
    <div className="acts">
      <form onSubmit={say}>
        <input
          value={text}
          required
          maxLength={2000}
          aria-label="Words for the agent to say"
          placeholder="Words for the agent to say"
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit">Say</button>
      </form>
      <button type="button" onClick={() => void act('The agent is told.', () => inject())} disabled={text === ''}>
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
      <p role="status" className="quiet">
        {answer}
      </p>
    </div>
  );

  async function inject() {
    await client.inject(session.id, { role: 'system', text, respond: false });
    setText('');
  }
}
