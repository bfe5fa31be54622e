import { CircleAlert, Inbox, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAccount } from './account.tsx';

interface StateProps {
  readonly problem: string | undefined;
  readonly loading: boolean;
  readonly empty?: ReactNode;
  readonly children: ReactNode;
}

/** Loading, empty and failed are states like any other. */
export function State({ problem, loading, empty, children }: StateProps) {
  return (
    <>
      {problem && (
        <p className="problem banner" role="alert">
          <CircleAlert size={18} aria-hidden />
          {problem}
        </p>
      )}
      {loading && !problem && <Skeleton />}
      {!loading && empty && (
        <div className="empty">
          <Inbox size={28} aria-hidden />
          <div>{empty}</div>
        </div>
      )}
      {!loading && children}
    </>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading</span>
      <i />
      <i />
      <i />
    </div>
  );
}

/** Instead of a page or of controls that are not for this role. */
export function Denied({ role, action }: { role: string; action: string }) {
  return (
    <p className="denied">
      <Lock size={16} aria-hidden />
      <span>
        The role {role} may not do this (<code>{action}</code>). Ask for a key of another role.
      </span>
    </p>
  );
}

/** Controls as they are, or switched off with the reason beside them. */
export function Guarded({ action, children }: { action: string; children: ReactNode }) {
  const { me } = useAccount();
  const allowed = me.may.includes(action);
  return (
    <>
      <fieldset className="bare" disabled={!allowed}>
        {children}
      </fieldset>
      {!allowed && <Denied role={me.role} action={action} />}
    </>
  );
}

export function Phase({ phase }: { phase: string }) {
  return <span className={`phase ${phase.toLowerCase()}`}>{phase}</span>;
}
