import {
  Activity,
  Bot,
  BrainCircuit,
  Flame,
  Hourglass,
  KeyRound,
  Lock,
  LogOut,
  MessagesSquare,
  Webhook,
} from 'lucide-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { SignedIn, useAccount } from './account.tsx';
import { Models } from './models.tsx';
import { Overview } from './overview.tsx';
import { Pools } from './pools.tsx';
import { Queue } from './queue.tsx';
import { Session } from './session.tsx';
import { Sessions } from './sessions.tsx';
import { Brand } from './sign-in.tsx';
import { Denied } from './state.tsx';
import './frame.css';
import './parts.css';
import './pages.css';

const Agents = lazy(() => import('./agents.tsx'));
const Hooks = lazy(() => import('./hooks.tsx'));
const Keys = lazy(() => import('./keys.tsx'));

interface Place {
  readonly href: string;
  readonly name: string;
  readonly icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  /** What one must be allowed to do for the page to show anything. */
  readonly needs: string;
  readonly page: ComponentType;
}

const places: readonly Place[] = [
  { href: '/', name: 'Fleet', icon: Activity, needs: 'fleet:read', page: Overview },
  { href: '/sessions', name: 'Sessions', icon: MessagesSquare, needs: 'sessions:read', page: Sessions },
  { href: '/queue', name: 'Queue', icon: Hourglass, needs: 'fleet:read', page: Queue },
  { href: '/pools', name: 'Pools', icon: Flame, needs: 'agents:read', page: Pools },
  { href: '/agents', name: 'Agents', icon: Bot, needs: 'agents:read', page: Agents },
  { href: '/models', name: 'Models', icon: BrainCircuit, needs: 'fleet:read', page: Models },
  { href: '/hooks', name: 'Hooks', icon: Webhook, needs: 'hooks:read', page: Hooks },
  { href: '/keys', name: 'Keys', icon: KeyRound, needs: 'keys:change', page: Keys },
];

export default function ConsolePage() {
  return (
    <SignedIn>
      <Router base="/console">
        <div className="console">
          <Navigation />
          <main>
            <Suspense fallback={<p className="quiet">Loading</p>}>
              <Switch>
                <Route path="/sessions/:id">{({ id }) => <Session key={id} id={id} />}</Route>
                {places.map((place) => (
                  <Route key={place.href} path={place.href}>
                    <Allowed place={place} />
                  </Route>
                ))}
                <Route>
                  <h1>Not here</h1>
                  <p className="quiet">There is no such page.</p>
                </Route>
              </Switch>
            </Suspense>
          </main>
        </div>
      </Router>
    </SignedIn>
  );
}

function Allowed({ place: { name, needs, page: Page } }: { place: Place }) {
  const { me } = useAccount();
  if (me.may.includes(needs)) return <Page />;
  return (
    <>
      <h1>{name}</h1>
      <Denied role={me.role} action={needs} />
    </>
  );
}

function Navigation() {
  const { leave, me } = useAccount();
  const [here] = useLocation();
  return (
    <header className="navigation">
      <Brand />
      <nav aria-label="Console">
        {places.map(({ href, name, icon: Icon, needs }) => (
          <Link key={href} href={href} aria-current={isIn(here, href) ? 'page' : undefined}>
            <Icon size={18} aria-hidden />
            {name}
            {!me.may.includes(needs) && <Lock className="lock" size={14} aria-label="not for your role" />}
          </Link>
        ))}
      </nav>
      <div className="signed-in">
        <span className="tenant">{me.tenant}</span>
        <span className="role">{me.role}</span>
        <button type="button" className="link" onClick={leave}>
          <LogOut size={16} aria-hidden />
          Sign out
        </button>
      </div>
    </header>
  );
}

const isIn = (here: string, place: string): boolean =>
  place === '/' ? here === '/' || here === '' : here === place || here.startsWith(`${place}/`);
