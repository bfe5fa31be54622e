import { rest } from '@switchboard/api';
import { expect } from 'vitest';

export interface Asking {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer that this time is expected; the first one of the document unless told. */
  readonly status?: number;
}

/** A client that believes the API document: each answer must be one that the document knows, in its shape. */
export class Contract {
  readonly asked = new Set<string>();
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** The body: parsed where it is JSON, else as text; of a stream its first event. */
  async ask<T = unknown>(operationId: string, asking: Asking = {}): Promise<T> {
    const route = rest.routes.find((one) => one.operationId === operationId);
    if (!route) throw new Error(`the document knows no ${operationId}`);
    const { parameters = {}, query = '', body, headers = {} } = asking;
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
    const response = await fetch(`${this.#url}${path}${query}`, {
      method: route.method.toUpperCase(),
      headers: {
        Authorization: `Bearer ${this.#key}`,
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const expected = asking.status ?? Number(Object.keys(route.responses)[0]);
    const type = response.headers.get('Content-Type')?.split(';')[0];
    const text = type === 'text/event-stream' ? await firstEvent(response) : await response.text();
    expect({ operationId, status: response.status, text }).toMatchObject({ operationId, status: expected });
    this.asked.add(operationId);
    if (expected >= 400) return rest.problem.parse(JSON.parse(text)) as T;
    const { contentType = 'application/json', body: schema, alternatives = {} } = route.responses[expected] ?? {};
    if (!schema) return text as T;
    expect([contentType, ...Object.keys(alternatives)]).toContain(type);
    if (type === 'text/event-stream') return schema.parse(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')) as T;
    const parsed: unknown = type === 'application/json' ? JSON.parse(text) : text;
    return (alternatives[type ?? ''] ?? schema).parse(parsed) as T;
  }
}

async function firstEvent(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const whole = text.split('\n\n').slice(0, -1);
    const event = whole.find((block) => block.includes('data: '));
    if (event !== undefined) return event;
  }
  return text;
}
