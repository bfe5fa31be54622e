import type { ReactNode } from 'react';

interface StateProps {
  readonly problem: string | undefined;
  readonly loading: boolean;
  readonly empty?: string | false | undefined;
  readonly children: ReactNode;
}

/** Loading, empty and failed are states like any other. */
export function State({ problem, loading, empty, children }: StateProps) {
  return (
    <>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {loading && !problem && <p className="quiet">Loading</p>}
      {!loading && empty && <p className="quiet">{empty}</p>}
      {!loading && children}
    </>
  );
}

export function Phase({ phase }: { phase: string }) {
  return <span className={`phase ${phase.toLowerCase()}`}>{phase}</span>;
}
