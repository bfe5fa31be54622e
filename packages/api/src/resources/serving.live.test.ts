import { until } from '@switchboard/kube/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/api-server.ts';
import { privateServer, type ServerOfOnesOwn } from '../testing/servers.ts';
import { API_VERSION, type ResourceDefinition, resources } from './index.ts';
import { agentTable } from './tables/agent.ts';
import { poolTable } from './tables/pool.ts';
import type { Manifest } from './tables/row.ts';
import { sessionTable } from './tables/session.ts';

const definitions: readonly ResourceDefinition[] = resources;
const merge = 'application/merge-patch+json';
let own: ServerOfOnesOwn;

const at = (plural: string, name = '') => `/apis/${API_VERSION}/namespaces/default/${plural}/${name}`;
const fieldOf = (answer: Answer, field: string) => answer.body[field] as Record<string, unknown>;

async function make(plural: string, manifest: Manifest): Promise<Answer> {
  const answer = await own.server.call('POST', at(plural), { body: manifest });
  expect(answer.code, String(answer.body['message'])).toBe(201);
  return answer;
}

beforeAll(async () => {
  own = await privateServer();
});
afterAll(() => own?.stop());

describe('the names', () => {
  test('short names, the category and the subresources are served', async () => {
    let served: Record<string, unknown>[] = [];
    // What is served is written into this document a moment later.
    await until('all of them', async () => {
      const { body } = await own.server.call('GET', `/apis/${API_VERSION}`);
      served = body['resources'] as typeof served;
      return definitions.every(({ plural }) => served.some(({ name }) => name === plural));
    });
    const names = served.map(({ name }) => name);
    for (const { plural, shortNames, scale } of definitions) {
      expect(served.find(({ name }) => name === plural)).toMatchObject({ shortNames, categories: ['voice'] });
      expect(names).toContain(`${plural}/status`);
      expect(names.includes(`${plural}/scale`)).toBe(scale !== undefined);
    }
  });

  test('kubectl explain has a sentence for every field of every spec and status', async () => {
    const path = `/openapi/v3/apis/${API_VERSION}`;
    let schemas: Record<string, Explained> = {};
    await until('the OpenAPI document of every kind', async () => {
      const components = (await own.server.call('GET', path)).body['components'] as { schemas: typeof schemas };
      schemas = components.schemas;
      return definitions.every(({ kind }) => schemas[`dev.switchboard.v1alpha1.${kind}`] !== undefined);
    });
    for (const { kind } of definitions) {
      const { spec, status } = schemas[`dev.switchboard.v1alpha1.${kind}`]?.properties ?? {};
      expect(silent(spec, 'spec')).toEqual([]);
      expect(silent(status, 'status')).toEqual([]);
    }
  });
});

interface Explained {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Explained>>;
  readonly items?: Explained;
}

function silent(schema: Explained | undefined, path: string): string[] {
  if (schema === undefined) return [`${path} is not served`];
  const fields = Object.entries(schema.properties ?? schema.items?.properties ?? {});
  const here = (schema.description ?? '').length > 0 ? [] : [path];
  return [...here, ...fields.flatMap(([name, child]) => silent(child, `${path}.${name}`))];
}

describe('a VoiceAgent', () => {
  test('is stored with every default, so that kubectl get -o yaml shows them', async () => {
    const { body } = await make('voiceagents', agentTable.valid);
    expect(body['spec']).toMatchObject({
      language: 'en',
      limits: {
        pendingSeconds: 60,
        joinSeconds: 60,
        idleSeconds: 120,
        maxDurationSeconds: 3600,
        reconnectSeconds: 30,
      },
      turnTaking: { minEndpointingMilliseconds: 500, maxEndpointingMilliseconds: 3000, interruptible: true },
      runtime: { memoryLimit: '300Mi', nodeSelector: { 'nvidia.com/gpu.present': 'true' }, prejoin: false },
      voice: { name: 'alloy', sampleRate: 24_000 },
      builtInTools: { endCall: { enabled: false }, handOver: { enabled: false } },
    });
  });

  test('is parsed by zod into what the API server stored', async () => {
    const { body } = await own.server.call('GET', at('voiceagents', agentTable.valid.metadata.name));
    const definition = definitions.find(({ kind }) => kind === 'VoiceAgent');
    expect(definition?.spec.parse(agentTable.valid.spec)).toEqual(body['spec']);
  });
});

describe('a VoicePool', () => {
  const scale = (replicas: number) =>
    own.server.call('PATCH', `${at('voicepools', poolTable.valid.metadata.name)}/scale`, {
      body: { spec: { replicas } },
      contentType: merge,
    });

  beforeAll(async () => {
    await own.server.call('DELETE', at('voicepools', poolTable.valid.metadata.name));
    await make('voicepools', poolTable.valid);
  });

  test('is scaled through min', async () => {
    expect((await scale(4)).code).toBe(200);
    const stored = await own.server.call('GET', at('voicepools', poolTable.valid.metadata.name));
    expect(fieldOf(stored, 'spec')).toMatchObject({ min: 4, max: 10 });
  });

  test('is not scaled above max', async () => {
    const answer = await scale(11);
    expect(answer.code).toBe(422);
    expect(answer.body['message']).toContain('min must not be larger than max: raise max first, or lower min');
  });

  test('tells an autoscaler its pods and their selector', async () => {
    const path = at('voicepools', poolTable.valid.metadata.name);
    const status = { pods: 3, selector: 'switchboard.dev/pool=frontdesk' };
    await own.server.call('PATCH', `${path}/status`, { body: { status }, contentType: merge });
    const answer = await own.server.call('GET', `${path}/scale`);
    expect(answer.body['status']).toEqual({ replicas: 3, selector: 'switchboard.dev/pool=frontdesk' });
  });
});

describe('a VoiceSession', () => {
  const path = () => at('voicesessions', sessionTable.valid.metadata.name);
  const patchStatus = (status: object) =>
    own.server.call('PATCH', `${path()}/status`, { body: { status }, contentType: merge });

  beforeAll(() => make('voicesessions', sessionTable.valid));

  test('has a status that only /status writes', async () => {
    const answer = await own.server.call('PATCH', path(), { body: { status: { phase: 'Ready' } }, contentType: merge });
    expect(answer.code).toBe(200);
    expect(answer.body['status']).toBeUndefined();
  });

  test('is found by agent, phase and end reason', async () => {
    expect((await patchStatus({ phase: 'Ended', endReason: 'CallerLeft' })).code).toBe(200);
    for (const selector of ['spec.agent=frontdesk', 'status.phase=Ended', 'status.endReason=CallerLeft']) {
      const list = await own.server.call('GET', `${at('voicesessions')}?fieldSelector=${encodeURIComponent(selector)}`);
      const names = (list.body['items'] as Manifest[]).map(({ metadata }) => metadata.name);
      expect(names, selector).toContain(sessionTable.valid.metadata.name);
    }
    const none = await own.server.call('GET', `${at('voicesessions')}?fieldSelector=status.endReason%3DOOMKilled`);
    expect(none.body['items']).toEqual([]);
  });

  test('cannot end for a reason that is not in the list', async () => {
    const answer = await patchStatus({ endReason: 'Whatever' });
    expect(answer.code).toBe(422);
    expect(answer.body['message']).toContain('status.endReason: Unsupported value: "Whatever"');
  });

  test('keeps one condition of each type', async () => {
    const condition = {
      type: 'Ready',
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      reason: 'AgentInRoom',
      message: '',
    };
    const answer = await patchStatus({ conditions: [condition, condition] });
    expect(answer.code).toBe(422);
    expect(answer.body['message']).toContain('status.conditions[1]: Duplicate value');
  });
});

test.each(definitions.map((definition) => [definition.kind, definition] as const))(
  'kubectl get shows the columns of %s',
  async (_kind, { plural, printerColumns }) => {
    const answer = await own.server.table(at(plural));
    const columns = answer.body['columnDefinitions'] as { name: string; priority: number }[];
    expect(columns.map(({ name }) => name)).toEqual(['Name', ...printerColumns.map(({ name }) => name)]);
    expect(columns.slice(1).map(({ priority }) => priority)).toEqual(
      printerColumns.map(({ priority = 0 }) => priority),
    );
  },
);
