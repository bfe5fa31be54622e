import {
  API_VERSION,
  type TenantSpec,
  VoiceAgent,
  type VoiceAgentObject,
  VoicePool,
  type VoicePoolObject,
  VoiceTenant,
  type VoiceTenantObject,
} from '@switchboard/api';
import { type Client, type KubeMetrics, Reflector, resource } from '@switchboard/kube';
import type { Health } from '@switchboard/service';
import { defaultTenant } from '../auth/limits.ts';

export const voiceAgents = resource<VoiceAgentObject>(API_VERSION, VoiceAgent.kind, VoiceAgent.plural);
export const voicePools = resource<VoicePoolObject>(API_VERSION, VoicePool.kind, VoicePool.plural);
export const voiceTenants = resource<VoiceTenantObject>(API_VERSION, VoiceTenant.kind, VoiceTenant.plural);

export interface FleetOptions {
  readonly namespace: string | undefined;
  readonly metrics: KubeMetrics;
  readonly onError: (error: unknown) => void;
}

const byNamespace = { namespace: (object: { metadata: { namespace?: string } }) => object.metadata.namespace };

/** Watch caches of what is configured: every read of the API is answered from memory. */
export class Fleet {
  readonly agents: Reflector<VoiceAgentObject>;
  readonly pools: Reflector<VoicePoolObject>;
  readonly tenants: Reflector<VoiceTenantObject>;

  constructor(client: Client, options: FleetOptions) {
    this.agents = new Reflector({ api: client.of(voiceAgents), indexes: byNamespace, ...options });
    this.pools = new Reflector({ api: client.of(voicePools), indexes: byNamespace, ...options });
    this.tenants = new Reflector({ api: client.of(voiceTenants), indexes: byNamespace, ...options });
  }

  run(signal: AbortSignal): void {
    for (const reflector of this.#all) void reflector.run(signal);
  }

  /** What the platform team allows a tenant; the defaults where it says nothing. */
  limitsOf(tenant: string): TenantSpec {
    return this.tenants.store.get(`${tenant}/default`)?.spec ?? defaultTenant;
  }

  anyAllows(origin: string): boolean {
    return [...this.tenants.store.list()].some(({ spec }) => spec.corsOrigins?.includes(origin));
  }

  allows(tenant: string, origin: string): boolean {
    return this.limitsOf(tenant).corsOrigins?.includes(origin) === true;
  }

  get hasSynced(): boolean {
    return this.#all.every((reflector) => reflector.hasSynced);
  }

  healthy(): Health {
    return this.#all.map((reflector) => reflector.healthy()).find(({ ok }) => !ok) ?? { ok: true };
  }

  get #all() {
    return [this.agents, this.pools, this.tenants] as const;
  }
}
