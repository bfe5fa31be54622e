import { createHash } from 'node:crypto';
import type { hookEvents, VoiceAgentObject, VoiceTenantObject } from '@switchboard/api';

export type HookEvent = (typeof hookEvents)[number];

/** One place that events go to. The same URL and Secret named twice in a tenant are one endpoint. */
export interface Endpoint {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  readonly secretName: string;
  readonly allowPrivate: boolean;
  /** Events of every session of the tenant. */
  readonly events: ReadonlySet<HookEvent>;
  /** Events of the sessions of one agent, by agent. */
  readonly agentEvents: ReadonlyMap<string, ReadonlySet<HookEvent>>;
}

interface Hook {
  readonly url: string;
  readonly secretName: string;
  readonly events: readonly HookEvent[];
}

const idOf = (tenant: string, { url, secretName }: Hook): string =>
  `h${createHash('sha256').update(`${tenant}\n${url}\n${secretName}`).digest('hex').slice(0, 24)}`;

export function endpointsOf(
  tenant: string,
  settings: VoiceTenantObject['spec'],
  agents: readonly VoiceAgentObject[],
): Endpoint[] {
  const named: readonly { agent: string | undefined; hook: Hook }[] = [
    ...(settings.hooks ?? []).map((hook) => ({ agent: undefined, hook })),
    ...agents.flatMap(({ metadata, spec }) => (spec.hooks ?? []).map((hook) => ({ agent: metadata.name, hook }))),
  ];
  return [...Map.groupBy(named, ({ hook }) => idOf(tenant, hook))].flatMap(([id, group]) => {
    const [first] = group;
    if (!first) return [];
    const { url, secretName } = first.hook;
    const ofAgent = Map.groupBy(group, ({ agent }) => agent);
    const events = (of: typeof group = []) => new Set(of.flatMap(({ hook }) => hook.events));
    const agentEvents = new Map(
      [...ofAgent].flatMap(([agent, own]) => (agent === undefined ? [] : [[agent, events(own)] as const])),
    );
    const allowPrivate = settings.allowPrivateHooks;
    return { id, tenant, url, secretName, allowPrivate, events: events(ofAgent.get(undefined)), agentEvents };
  });
}

export const wants = (endpoint: Endpoint, agent: string, event: HookEvent): boolean =>
  endpoint.events.has(event) || endpoint.agentEvents.get(agent)?.has(event) === true;
