import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { SignedIn, useAccount } from './account.tsx';
import { Agents } from './agents.tsx';
import { Models } from './models.tsx';
import { Overview } from './overview.tsx';
import { Pools } from './pools.tsx';
import { Queue } from './queue.tsx';
import { Session } from './session.tsx';
import { Sessions } from './sessions.tsx';
import './console.css';

const places = [
  ['/', 'Fleet'],
  ['/sessions', 'Sessions'],
  ['/queue', 'Queue'],
  ['/pools', 'Pools'],
  ['/agents', 'Agents'],
  ['/models', 'Models'],
] as const;

export default function ConsolePage() {
  return (
    <SignedIn>
      <Router base="/console">
        <div className="console">
          <Navigation />
          <main>
            <Switch>
              <Route path="/" component={Overview} />
              <Route path="/sessions" component={Sessions} />
              <Route path="/sessions/:id">{({ id }) => <Session key={id} id={id} />}</Route>
              <Route path="/queue" component={Queue} />
              <Route path="/pools" component={Pools} />
              <Route path="/agents" component={Agents} />
              <Route path="/models" component={Models} />
              <Route>
                <p className="quiet">There is no such page.</p>
              </Route>
            </Switch>
          </main>
        </div>
      </Router>
    </SignedIn>
  );
}

function Navigation() {
  const { leave } = useAccount();
  const [here] = useLocation();
  return (
    <header className="navigation">
      <strong>Switchboard</strong>
      <nav aria-label="Console">
        {places.map(([href, name]) => (
          <Link key={href} href={href} aria-current={isIn(here, href) ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <button type="button" className="link" onClick={leave}>
        Sign out
      </button>
    </header>
  );
}

const isIn = (here: string, place: string): boolean =>
  place === '/' ? here === '/' || here === '' : here === place || here.startsWith(`${place}/`);
