import { Switchboard } from '@switchboard/client';
import { KeyRound, LogIn } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import type { Provider } from './oidc.ts';
import { untilAnswered } from './until-answered.ts';
import { wordsOf } from './words.ts';

interface SignInProps {
  readonly notice: string | undefined;
  readonly withKey: (key: string) => void;
}

/** With a key, and at the identity provider where the gateway knows one. */
export function SignIn({ notice, withKey }: SignInProps) {
  const [provider, setProvider] = useState<Provider>();
  const [problem, setProblem] = useState(notice);
  useEffect(() => {
    const answered = (known: Provider | undefined) => {
      setProvider(known);
      setProblem(notice);
    };
    const failed = (error: unknown) => {
      setProblem(wordsOf(error));
      return true;
    };
    return untilAnswered(providerOf, { answered, failed });
  }, [notice]);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <h1>
          <Brand />
        </h1>
        <p className="quiet">Sign in to see your fleet of voice agents.</p>
        {provider && <WithProvider provider={provider} failed={setProblem} />}
        {provider && <p className="or">or</p>}
        <WithKey done={withKey} failed={setProblem} />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      <p className="quiet small">
        No key yet? <code>make -s key ROLE=admin</code> makes one on the development cluster.
      </p>
    </main>
  );
}

export function Brand(): ReactNode {
  return (
    <span className="brand">
      <img src="/favicon.svg" alt="" width="24" height="24" />
      Switchboard
    </span>
  );
}

async function providerOf(): Promise<Provider | undefined> {
  const response = await fetch('/v1/sign-in');
  if (!response.ok) throw new Error(`The gateway does not say where one signs in (${response.status}).`);
  return ((await response.json()) as { oidc?: Provider }).oidc;
}

function WithProvider({ provider, failed }: { provider: Provider; failed: (words: string) => void }) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      const { begin } = await import('./oidc.ts');
      await begin(provider);
    } catch (error) {
      failed(`The identity provider could not be reached: ${wordsOf(error)}`);
      setBusy(false);
    }
  };
  return (
    <button type="button" className="solid wide" disabled={busy} onClick={() => void go()}>
      <LogIn aria-hidden="true" size={18} />
      Sign in with {new URL(provider.issuer).hostname}
    </button>
  );
}

function WithKey({ done, failed }: { done: (key: string) => void; failed: (words: string | undefined) => void }) {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    failed(undefined);
    try {
      await new Switchboard({ url: location.origin, key: key.trim() }).me();
      done(key.trim());
    } catch (error) {
      failed(wordsOf(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        API key
        <input
          type="password"
          value={key}
          required
          autoComplete="off"
          placeholder="sb_…"
          onChange={({ target }) => setKey(target.value)}
        />
      </label>
      <button type="submit" className="wide" disabled={busy}>
        <KeyRound aria-hidden="true" size={18} />
        {busy ? 'Signing in' : 'Sign in'}
      </button>
    </form>
  );
}
