import { rest } from '@switchboard/api';
import { expect } from 'vitest';

export interface Call {
  /** Whose key, by its name here; or the key itself. `nobody` brings none. */
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** What the tests read of answers, whichever they are. */
export interface Answer {
  readonly type?: string;
  readonly session: { readonly id: string; readonly room: string; readonly phase: string };
  readonly sessions: readonly { readonly id: string }[];
  readonly connection: { readonly participant_token: string };
  readonly keys: readonly object[];
  readonly token: string;
  readonly id: string;
  readonly key: string;
}

/** Asks a gateway as one or another, and takes every answer as it is. */
export class Asker {
  readonly url: string;
  readonly keys: Readonly<Record<string, string>>;

  constructor(url: string, keys: Readonly<Record<string, string>>) {
    this.url = url;
    this.keys = keys;
  }

  async call(method: string, path: string, { as = 'client', body, headers = {}, signal }: Call = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(as !== 'nobody' && { Authorization: `Bearer ${this.keys[as] ?? as}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Answer) : ({} as Answer);
    return { code: response.status, body: parsed, text, headers: response.headers };
  }

  start(agent: string, { waitSeconds = 10, ...call }: Call & { waitSeconds?: number } = {}) {
    return this.call('POST', '/v1/sessions', { ...call, body: { agent, waitSeconds } });
  }
}

export const problem = (type: rest.ProblemType) => ({
  code: rest.problemTypes[type].status,
  body: expect.objectContaining({ type: rest.problemTypeUrl(type), status: rest.problemTypes[type].status }),
});
