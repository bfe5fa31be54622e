import type { AgentSpec } from '@switchboard/api';
import type { Kubectl } from './kubectl.ts';

export interface TalkOptions {
  readonly agent: string;
  readonly scope: readonly string[];
  /** Address of the gateway; absent: that of its Ingress or HTTPRoute. */
  readonly gateway: string | undefined;
  readonly key: string | undefined;
}

export class TalkError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TalkError';
  }
}

interface Agent {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: AgentSpec;
}

/** A link to the Talk page where the agent is shared; else a conversation of one's own, and what to open. */
export async function talk(kubectl: Kubectl, options: TalkOptions): Promise<string> {
  const agent = await kubectl.get<Agent>('voiceagent', options.agent, ...options.scope);
  const gateway = (options.gateway ?? (await addressOf(kubectl)))?.replace(/\/+$/, '');
  if (!gateway)
    throw new TalkError(
      'The gateway has no Ingress or HTTPRoute here: name its address with --gateway, for example after ' +
        '`kubectl -n switchboard-system port-forward service/switchboard-gateway 8080`.',
    );
  if (agent.spec.share?.enabled) return shareLink(gateway, agent);
  if (options.key !== undefined) return start(gateway, agent, options.key);
  const patch = `'{"spec":{"share":{"enabled":true,"requireKey":false}}}'`;
  throw new TalkError(
    `${agent.metadata.name} is not shared, and there is no API key. Either give a key of its namespace with --key or in ` +
      'SWITCHBOARD_KEY, or share the agent:\n' +
      `  kubectl patch voiceagent ${agent.metadata.name} -n ${agent.metadata.namespace} --type merge -p ${patch}`,
  );
}

export function shareLink(gateway: string, { metadata, spec }: Agent): string {
  const link = `${gateway}/agent/${metadata.name}?tenant=${encodeURIComponent(metadata.namespace)}`;
  return spec.share.requireKey ? `${link}\nVisitors need an API key or a client token.` : link;
}

interface Answer {
  readonly detail: string;
  readonly session: { readonly id: string };
  readonly connection: { readonly server_url: string; readonly participant_token: string };
}

async function start(gateway: string, { metadata }: Agent, key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ agent: metadata.name, waitSeconds: 30 });
  const response = await fetch(`${gateway}/v1/sessions`, { method: 'POST', headers, body }).catch((cause: unknown) => {
    throw new TalkError(`the gateway at ${gateway} can't be reached`, cause);
  });
  const answer = (await response.json().catch(() => undefined)) as Partial<Answer> | undefined;
  const { session, connection } = answer ?? {};
  if (!response.ok || !session) throw new TalkError(answer?.detail ?? `${gateway} answered ${response.status}`);
  if (!connection) return `${session.id} waits: kubectl voice why ${session.id} -n ${metadata.namespace}`;
  const query = new URLSearchParams({ liveKitUrl: connection.server_url, token: connection.participant_token });
  return [
    `session  ${session.id}`,
    `server   ${connection.server_url}`,
    `token    ${connection.participant_token}`,
    'Join with any LiveKit client within two minutes, for example with its web client:',
    `  https://meet.livekit.io/custom?${query}`,
  ].join('\n');
}

interface Entrance {
  readonly spec: {
    readonly hostnames?: readonly string[];
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly unknown[];
  };
}

/** HTTPRoutes and Ingresses of the chart, whichever the cluster has. */
async function addressOf(kubectl: Kubectl): Promise<string | undefined> {
  const selector = ['--all-namespaces', '-l', 'app.kubernetes.io/name=switchboard-gateway'];
  for (const kind of ['ingresses', 'httproutes']) {
    const found = await kubectl.list<Entrance>(kind, ...selector).catch(() => []);
    for (const { spec } of found) {
      const host = spec.hostnames?.[0] ?? spec.rules?.[0]?.host;
      if (host) return `${kind === 'ingresses' && !spec.tls ? 'http' : 'https'}://${host}`;
    }
  }
  return undefined;
}
