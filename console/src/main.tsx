import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { Home } from './home.tsx';
import './theme/theme.css';

const Console = lazy(() => import('./console/page.tsx'));
const Talk = lazy(() => import('./talk/page.tsx'));

function Page({ path }: { path: string }) {
  const [, agent] = /^\/agent\/([^/]+)\/?$/.exec(path) ?? [];
  if (agent !== undefined) return <Talk agent={decodeURIComponent(agent)} />;
  if (path === '/console' || path.startsWith('/console/')) return <Console />;
  return <Home />;
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Suspense fallback={null}>
      <Page path={location.pathname} />
    </Suspense>
  </StrictMode>,
);
