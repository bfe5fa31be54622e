import { Switchboard } from '@switchboard/client';
import { createContext, type FormEvent, type ReactNode, useContext, useMemo, useState } from 'react';

const STORED = 'switchboard-key';
const Account = createContext<{ client: Switchboard; leave: () => void } | undefined>(undefined);

export function useAccount(): { client: Switchboard; leave: () => void } {
  const account = useContext(Account);
  if (!account) throw new Error('nobody is signed in');
  return account;
}

/** A key is kept for this tab alone, and goes when the tab closes. */
export function SignedIn({ children }: { children: ReactNode }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED) ?? '');
  const account = useMemo(
    () => ({
      client: new Switchboard({ url: location.origin, key }),
      leave: () => {
        sessionStorage.removeItem(STORED);
        setKey('');
      },
    }),
    [key],
  );
  if (key === '') {
    return (
      <SignIn
        done={(given) => {
          sessionStorage.setItem(STORED, given);
          setKey(given);
        }}
      />
    );
  }
  return <Account value={account}>{children}</Account>;
}

function SignIn({ done }: { done: (key: string) => void }) {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await new Switchboard({ url: location.origin, key: key.trim() }).status();
      done(key.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'It did not work. Try again.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <h1>Switchboard</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          API key
          <input
            type="password"
            value={key}
            required
            autoComplete="off"
            onChange={({ target }) => setKey(target.value)}
          />
        </label>
        <button type="submit" className="solid" disabled={busy}>
          {busy ? 'Signing in' : 'Sign in'}
        </button>
        {problem && <p role="alert">{problem}</p>}
      </form>
      <p className="quiet">
        <code>make -s key ROLE=admin</code> makes one on the development cluster.
      </p>
    </main>
  );
}
