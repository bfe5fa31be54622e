import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../command.ts';
import { failure, type Outcome, passed, type Stage } from './stage.ts';

export interface Exception {
  readonly check: string;
  /** Kind and name, such as Deployment/switchboard-gateway; absent: whatever the check finds. */
  readonly object?: string;
  readonly reason: string;
}

const exceptions: readonly Exception[] = [
  {
    check: 'container-resources',
    reason: 'no CPU limit: throttled, the operator loses its lease and the gateway its callers; memory is limited',
  },
  {
    check: 'container-image-pull-policy',
    reason: 'images are named by version or digest, so that a node that has one has the right one',
  },
  {
    check: 'container-memory-requests-equal-limits',
    object: 'Deployment/switchboard-operator',
    reason: 'the limit is for ten thousand conversations; what a smaller fleet needs is reserved',
  },
  {
    check: 'networkpolicy-targets-pod',
    object: 'NetworkPolicy/switchboard-sessions',
    reason: 'its pods are made by the operator, one for each conversation, and are in no chart',
  },
];

export interface Finding {
  readonly check: string;
  readonly object: string;
  readonly comments: readonly string[];
}

interface Scored {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

const BEST = 10;

export function findingsOf(scored: readonly Scored[]): Finding[] {
  return scored.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < BEST)
      .map(({ check, comments }) => ({
        check: check.id,
        object: `${type_meta.kind}/${object_meta.name}`,
        comments: (comments ?? []).map(({ path, summary }) => `${path}: ${summary}`),
      })),
  );
}

/** What nobody excused, and excuses that excuse nothing any more. */
export function judge(findings: readonly Finding[], excuses: readonly Exception[]): string[] {
  const fits = (excuse: Exception, finding: Finding): boolean =>
    excuse.check === finding.check && (excuse.object === undefined || excuse.object === finding.object);
  const unexcused = findings.filter((finding) => !excuses.some((excuse) => fits(excuse, finding)));
  const idle = excuses.filter((excuse) => !findings.some((finding) => fits(excuse, finding)));
  return [
    ...unexcused.map(({ check, object, comments }) => `${object}: ${check}: ${comments.join('; ')}`),
    ...idle.map(
      ({ check, object = 'every object' }) => `the exception for ${check} of ${object} is not needed: remove it`,
    ),
  ];
}

/** kube-score on the chart, with every values file that it promises to work with. */
export function kubeScoreStage(chart: string, program: string): Stage {
  return { name: 'kube-score', run: () => scoreAll(chart, program) };
}

async function scoreAll(chart: string, program: string): Promise<Outcome> {
  const folder = join(chart, 'ci');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => join(folder, file));
  const findings = await Promise.all(files.map((values) => score(chart, values, program)));
  const complaints = judge(findings.flat(), exceptions);
  return complaints.length === 0 ? passed : failure(...new Set(complaints));
}

const optional = [
  'container-ephemeral-storage-request-equals-limit',
  'container-memory-requests-equal-limits',
  'container-ports-check',
  'container-seccomp-profile',
];

async function score(chart: string, values: string, program: string): Promise<Finding[]> {
  const namespace = 'switchboard-system';
  const rendered = await run(['helm', 'template', 'switchboard', chart, '--namespace', namespace, '--values', values]);
  const more = optional.flatMap((check) => ['--enable-optional-test', check]);
  const version = `v${process.env['SWB_KUBERNETES_VERSION']?.replace(/\.\d+$/, '') ?? '1.33'}`;
  const command = [program, 'score', '--output-format', 'json', '--kubernetes-version', version, ...more, '-'] as const;
  // It ends with 1 where it has found something.
  const answer = await run([...command], { input: rendered }).catch((error: Error) => {
    if (error instanceof CommandFailed) return error.output;
    throw error;
  });
  return findingsOf(JSON.parse(answer) as Scored[]);
}
