import { countBy, type Write } from './writes.ts';

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

/** One claim's own writes. */
interface Claim {
  readonly create: Write;
  readonly reserve: Write;
  readonly commit: Write;
  readonly ready: Write;
}

/** Of claims that came one after another: the pod that is patched between a create and its commit is the reserved one. */
function claimsIn(inOrder: readonly Write[], resource: string, prefix: string): Claim[] {
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
      return reserve ? [{ create, reserve, commit, ready }] : [];
    });
}

const ordered = (writes: readonly Write[]): Write[] => [...writes].sort((a, b) => a.at - b.at);

export function claimStages(writes: readonly Write[], resource: string, prefix: string): Stages[] {
  return claimsIn(ordered(writes), resource, prefix).map(stagesOf);
}

/** What else the API server had to write between the create of a claim and its Ready, for each claim. */
export function writesBeside(writes: readonly Write[], resource: string, prefix: string): Record<string, number> {
  const inOrder = ordered(writes);
  const claims = claimsIn(inOrder, resource, prefix);
  const others = claims.flatMap((claim) => {
    const own = new Set(Object.values(claim));
    return inOrder.filter(
      (write) => write.at >= claim.create.at && write.at <= claim.ready.answeredAt && !own.has(write),
    );
  });
  const counts = Object.entries(countBy(others));
  return Object.fromEntries(counts.map(([what, count]) => [what, Math.round((count / claims.length) * 100) / 100]));
}

function stagesOf({ create, reserve, commit, ready }: Claim): Stages {
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
