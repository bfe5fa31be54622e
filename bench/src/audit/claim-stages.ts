import type { Write } from './writes.ts';

/** Where the time of a claim goes, as the API server saw it. */
export const STAGES = [
  'create',
  'create to reserve',
  'reserve',
  'reserve to commit',
  'commit',
  'commit to Ready',
  'Ready',
  'whole',
] as const;

export type Stages = Readonly<Record<(typeof STAGES)[number], number>>;

/** Of claims that came one after another: the pod that is patched between a create and its commit is the reserved one. */
export function claimStages(writes: readonly Write[], resource: string, prefix: string): Stages[] {
  const inOrder = [...writes].sort((a, b) => a.at - b.at);
  const creates = inOrder.filter((write) => write.verb === 'create' && write.resource === resource);
  return creates
    .filter(({ name }) => name.startsWith(prefix))
    .flatMap((create) => {
      const [commit, ready] = inOrder.filter(
        ({ verb, name, resource: of }) => verb === 'update' && of === `${resource}/status` && name === create.name,
      );
      if (!commit || !ready) return [];
      const reserve = inOrder.findLast(
        ({ verb, resource: of, at }) => verb === 'patch' && of === 'pods' && at > create.at && at < commit.at,
      );
      return reserve ? [stagesOf(create, reserve, commit, ready)] : [];
    });
}

function stagesOf(create: Write, reserve: Write, commit: Write, ready: Write): Stages {
  return {
    create: create.answeredAt - create.at,
    'create to reserve': reserve.at - create.answeredAt,
    reserve: reserve.answeredAt - reserve.at,
    'reserve to commit': commit.at - reserve.answeredAt,
    commit: commit.answeredAt - commit.at,
    'commit to Ready': ready.at - commit.answeredAt,
    Ready: ready.answeredAt - ready.at,
    whole: ready.answeredAt - create.at,
  };
}
