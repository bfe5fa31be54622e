import { type Me, Switchboard, SwitchboardError } from '@switchboard/client';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Bearer, type Credentials, forget, keep, kept } from './credentials.ts';
import { SignIn } from './sign-in.tsx';
import { untilAnswered } from './until-answered.ts';
import { wordsOf } from './words.ts';

interface SignedInAs {
  readonly client: Switchboard;
  readonly me: Me;
  readonly leave: () => void;
}

const Account = createContext<SignedInAs | undefined>(undefined);

export function useAccount(): SignedInAs {
  const account = useContext(Account);
  if (!account) throw new Error('nobody is signed in');
  return account;
}

/** Why the visitor may not do this, or undefined. */
export function useWhyNot(action: string): string | undefined {
  const { me } = useAccount();
  return me.may.includes(action) ? undefined : `The role ${me.role} may not do this (${action}).`;
}

const EXPIRED = 'Your key or sign-in does not hold any more. Sign in again.';

export function SignedIn({ children }: { children: ReactNode }) {
  const [credentials, setCredentials] = useState(kept);
  const [notice, setNotice] = useState<string>();
  const returned = useReturn(setCredentials, setNotice);
  const leave = (why?: string) => {
    forget();
    setNotice(why);
    setCredentials(undefined);
  };
  if (returned) return <p className="waiting quiet">Signing in</p>;
  if (!credentials) {
    const withKey = (key: string) => {
      const given: Credentials = { kind: 'key', key };
      keep(given);
      setCredentials(given);
    };
    return <SignIn key={notice} notice={notice} withKey={withKey} />;
  }
  return (
    <Known credentials={credentials} leave={leave}>
      {children}
    </Known>
  );
}

interface KnownProps {
  readonly credentials: Credentials;
  readonly leave: (why?: string) => void;
  readonly children: ReactNode;
}

/** Who it is, and what they may do, is asked first: what the page offers depends on it. */
function Known({ credentials, leave, children }: KnownProps) {
  const [me, setMe] = useState<Me>();
  const [problem, setProblem] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: leave is new with each rendering, and does the same
  const client = useMemo(() => clientOf(credentials, () => leave(EXPIRED)), [credentials]);
  useEffect(() => {
    const failed = (error: unknown) => {
      if (error instanceof SwitchboardError && error.status === 401) return false;
      setProblem(wordsOf(error));
      return true;
    };
    return untilAnswered(() => client.me(), { answered: setMe, failed });
  }, [client]);
  const account = useMemo(() => me && { client, me, leave: () => leave() }, [client, me, leave]);
  if (account) return <Account value={account}>{children}</Account>;
  return problem ? (
    <p className="waiting problem" role="alert">
      {problem}
    </p>
  ) : (
    <p className="waiting quiet">Loading</p>
  );
}

function clientOf(credentials: Credentials, expired: () => void): Switchboard {
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 401) expired();
    return response;
  };
  return new Switchboard({ url: location.origin, key: new Bearer(credentials).get, fetch: watched });
}

/** Whether the visitor comes back from an identity provider just now. */
function useReturn(signedIn: (credentials: Credentials) => void, failed: (why: string) => void): boolean {
  const [returning, setReturning] = useState(() => {
    const query = new URLSearchParams(location.search);
    return query.has('state') && (query.has('code') || query.has('error'));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a code is good for one use
  useEffect(() => {
    if (!returning) return;
    const finish = async () => {
      const { complete } = await import('./oidc.ts');
      const { tokens, place } = await complete();
      history.replaceState(null, '', place);
      const credentials: Credentials = { kind: 'tokens', tokens };
      keep(credentials);
      signedIn(credentials);
    };
    finish()
      .catch((error: unknown) => {
        history.replaceState(null, '', '/console');
        failed(`The sign-in did not work: ${wordsOf(error)}`);
      })
      .finally(() => setReturning(false));
  }, []);
  return returning;
}
