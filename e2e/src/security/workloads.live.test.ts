import { describe, expect, test } from 'vitest';
import { create, createAgent, eventually, get, kubectl, ownNamespace } from '../support/index.ts';
import { mountsOf, processOf, statusOf } from './processes.ts';

const namespace = ownNamespace('workloads');
const system = 'switchboard-system';
const programs = ['operator', 'gateway'];

interface Template {
  readonly metadata: object;
  readonly spec: { readonly containers: readonly object[] } & Record<string, unknown>;
}

async function templateOf(program: string): Promise<Template> {
  const name = `switchboard-${program}`;
  return (await get<{ spec: { template: Template } }>('deployment', name, '--namespace', system)).spec.template;
}

/** Whether Pod Security lets the pod in; no scheduler then takes it up. */
function admitted(spec: object, program: string): Promise<void> {
  const metadata = { namespace, name: program };
  const pod = { ...spec, serviceAccountName: 'default' };
  return create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...pod, schedulerName: 'nobody' } });
}

test.each(programs)('the %s’s pod is admitted where Pod Security is "restricted"', async (program) => {
  const { spec } = await templateOf(program);
  await expect(admitted(spec, program)).resolves.toBeUndefined();
});

test.each(programs)('and would not be with one thing less in the %s’s', async (program) => {
  const { spec } = await templateOf(program);
  const loose = spec.containers.map((container) => ({ ...container, securityContext: {} }));
  await expect(admitted({ ...spec, containers: loose }, `${program}-loose`)).rejects.toThrow(/violates PodSecurity/);
});

const rootless = { CapEff: '0000000000000000', NoNewPrivs: '1', Seccomp: '2' };

test.each(programs)('the running %s is nobody, with nothing, and can write to /tmp alone', async (program) => {
  const pid = await processOf(system, `app.kubernetes.io/name=switchboard-${program}`);
  const { Uid, CapEff, NoNewPrivs, Seccomp } = statusOf(pid);
  expect(Uid).toBe('65532 65532 65532 65532');
  expect({ CapEff, NoNewPrivs, Seccomp }).toEqual(rootless);
  const kernel = /^\/(proc|sys|dev)(\/|$)/;
  const writable = mountsOf(pid).filter(({ path, options }) => options.includes('rw') && !kernel.test(path));
  const kubelets = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/switchboard/config.yaml'];
  expect(writable.map(({ path }) => path).filter((path) => !kubelets.includes(path))).toEqual(['/tmp']);
});

interface Rule {
  readonly verbs: readonly string[];
  readonly resources?: readonly string[];
  readonly apiGroups?: readonly string[];
}
interface Roles {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly rules: readonly Rule[] }[];
}

async function ourRules(): Promise<readonly (Rule & { readonly role: string })[]> {
  const { items } = await get<Roles>(
    'clusterroles,roles',
    '--all-namespaces',
    '-l',
    'app.kubernetes.io/part-of=switchboard',
  );
  return items.flatMap(({ metadata, rules }) => rules.map((rule) => ({ ...rule, role: metadata.name })));
}

test('no role of ours has a wildcard, nor lets anybody list Secrets beyond the keys’ own namespace', async () => {
  const rules = await ourRules();
  expect(rules.length).toBeGreaterThan(8);
  for (const { role, verbs, resources = [], apiGroups = [] } of rules) {
    expect([role, ...verbs, ...resources, ...apiGroups]).not.toContain('*');
  }
  const readers = rules.filter(
    ({ resources = [], verbs }) =>
      resources.includes('secrets') && verbs.some((verb) => ['list', 'watch', 'get'].includes(verb)),
  );
  expect(new Set(readers.map(({ role }) => role))).toEqual(
    new Set(['switchboard-gateway-keys', 'switchboard-gateway-admin']),
  );
});

test('the gateway does with sessions what it must, and no more', async () => {
  const rules = (await ourRules()).filter(({ role }) => role === `switchboard-gateway-${system}`);
  const sessions = rules.filter(({ resources }) => resources?.includes('voicesessions'));
  expect(sessions.map(({ verbs }) => [...verbs].sort())).toEqual([['create', 'get', 'list', 'patch', 'watch']]);
});

interface Policies {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly policyTypes: readonly string[]; readonly podSelector: object };
  }[];
}

test.each([
  [system, 'switchboard-operator'],
  [system, 'switchboard-gateway'],
  ['demo', 'switchboard-sessions'],
])('in %s the pods of %s are closed in, both ways', async (where, name) => {
  const { items } = await get<Policies>('networkpolicies', '--namespace', where);
  const policy = items.find(({ metadata }) => metadata.name === name);
  expect(policy?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
});

test('no admission webhook is ours; the policy that advises is there, and bound', async () => {
  for (const kind of ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations']) {
    const { items } = await get<{ items: readonly object[] }>(kind);
    expect(JSON.stringify(items)).not.toMatch(/switchboard/);
  }
  const name = 'voicesession-limits.switchboard.dev';
  const binding = await get<{ spec: { policyName: string } }>('validatingadmissionpolicybinding', name);
  expect(binding.spec.policyName).toBe(name);
  await get('validatingadmissionpolicy', name);
});

describe('the cluster’s own API server', () => {
  const session = (spec: object): Promise<string> => {
    const metadata = { namespace, name: 'shape' };
    const object = { apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoiceSession', metadata, spec };
    const strict = ['--dry-run=server', '--validate=strict', '--warnings-as-errors'];
    return kubectl(['create', ...strict, '--filename', '-'], JSON.stringify(object));
  };

  test('takes a session of the right shape', async () => {
    await expect(session({ agent: 'ada' })).resolves.toMatch(/created/);
  });

  test.each<[string, object, RegExp]>([
    ['an agent named by a wildcard', { agent: '*' }, /agent name|spec\.agent/],
    ['an unknown field', { agent: 'ada', colour: 'red' }, /unknown field/],
    ['a limit that is none', { agent: 'ada', limits: { maxDurationSeconds: -1 } }, /maxDurationSeconds/],
  ])('refuses %s', async (_what, spec, because) => {
    await expect(session(spec)).rejects.toThrow(because);
  });

  test('advises who asks for more than the agent allows', async () => {
    await createAgent(namespace, 'brief', { warm: 0, spec: { limits: { maxDurationSeconds: 60 } } });
    // The policy learns of a new agent a moment later.
    await eventually('the advice', async () => {
      const answer = await session({ agent: 'brief', limits: { maxDurationSeconds: 120 } }).catch(String);
      return /agent brief allows 60/.test(answer);
    });
  });
});
