import { type Connection, ConnectionError, type Session, SwitchboardError } from '@switchboard/client';

export interface SharedAgent {
  readonly agent: string;
  readonly tenant: string;
  readonly requireKey: boolean;
  readonly language: string;
}

export interface SharedStart {
  readonly session: Session;
  readonly connection?: Connection;
  /** Bearer for this one session. */
  readonly token: string;
}

/** The link's own routes: they need no key unless the agent asks for one. */
export class ShareLink {
  readonly agent: string;
  readonly tenant: string | undefined;

  constructor(agent: string, tenant: string | undefined) {
    this.agent = agent;
    this.tenant = tenant;
  }

  look(): Promise<SharedAgent> {
    const query = this.tenant === undefined ? '' : `?${new URLSearchParams({ tenant: this.tenant })}`;
    return ask(`/v1/share/${encodeURIComponent(this.agent)}${query}`);
  }

  start(key: string, signal: AbortSignal): Promise<SharedStart> {
    return ask(`/v1/share/${encodeURIComponent(this.agent)}/sessions`, {
      method: 'POST',
      signal,
      headers: { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ waitSeconds: 5, ...(this.tenant !== undefined && { tenant: this.tenant }) }),
    });
  }

  /** Address to hand on. */
  get url(): string {
    const query = this.tenant === undefined ? '' : `?${new URLSearchParams({ tenant: this.tenant })}`;
    return `${location.origin}/agent/${encodeURIComponent(this.agent)}${query}`;
  }
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw new ConnectionError(cause);
  });
  if (response.ok) return (await response.json()) as T;
  const problem = await response.json().catch(() => ({ type: 'about:blank', title: 'Error', status: response.status }));
  throw new SwitchboardError(problem, response.headers.get('Retry-After'));
}
