import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import { AttemptError } from '../pool/index.ts';

/** Connections stay open between turns, so that a turn pays for no handshake. */
const keepAlive = {
  keepAlive: true,
  keepAliveMsecs: 15_000,
  maxSockets: 16,
  maxFreeSockets: 4,
  scheduling: 'lifo' as const,
};
const plain = new Agent(keepAlive);
const secure = new SecureAgent(keepAlive);

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly signal: AbortSignal;
}

/** POSTs and resolves at the head of a 2xx answer; anything else is an AttemptError of a kind that says what to do. */
export async function post(request: HttpRequest): Promise<IncomingMessage> {
  try {
    return await send(request);
  } catch (error) {
    if (isStaleSocket(error) && !request.signal.aborted) return await send(request);
    throw error;
  }
}

function send({ url, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
  const target = new URL(url);
  const https = target.protocol === 'https:';
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return new Promise((resolve, reject) => {
    const outgoing = (https ? httpsRequest : httpRequest)(target, {
      method: 'POST',
      agent: https ? secure : plain,
      signal,
      headers: { ...headers, 'content-length': bytes.byteLength },
    });
    outgoing.once('error', (cause) => {
      const reused =
        outgoing.reusedSocket && 'code' in cause && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE');
      reject(new AttemptError('connect', reused ? STALE : 'the connection failed', { cause }));
    });
    outgoing.once('socket', (socket) => socket.setNoDelay(true));
    outgoing.once('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return resolve(response);
      response.on('error', () => {});
      response.resume();
      reject(statusError(response, status));
    });
    outgoing.end(bytes);
  });
}

/** The server closed a kept connection just as we wrote: not its failure, and nothing was processed. */
const STALE = 'the kept connection had gone';
const isStaleSocket = (error: unknown) => error instanceof AttemptError && error.message === STALE;

/** What a refusal means for the endpoint. */
export function statusError(response: IncomingMessage, status: number): AttemptError {
  const busy = status === 429 || status === 503;
  const retryAfterMs = parseRetryAfter(response.headers['retry-after']);
  return new AttemptError(busy ? 'busy' : 'status', `the endpoint answered ${status}`, {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Seconds or an HTTP date; at most half a minute is believed. */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(30_000, Math.max(0, ms)) : undefined;
}

/**
 * The body's chunks, of which the next must come within `stallMs`, and all of which together must not pass
 * `maxBytes`. Leaving the loop early closes the connection, which frees the server's slot.
 */
export async function* chunks(
  response: IncomingMessage,
  bounds: { stallMs: number; maxBytes: number },
): AsyncGenerator<Uint8Array> {
  let total = 0;
  const timer = setTimeout(
    () => response.destroy(new AttemptError('stalled', `nothing came for ${bounds.stallMs} ms`)),
    bounds.stallMs,
  );
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      timer.refresh();
      total += chunk.byteLength;
      if (total > bounds.maxBytes)
        throw new AttemptError('garbage', `the answer is longer than ${bounds.maxBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AttemptError) throw cause;
    throw new AttemptError('stalled', 'the answer broke off', { cause });
  } finally {
    clearTimeout(timer);
  }
}

export async function readText(
  response: IncomingMessage,
  bounds: { stallMs: number; maxBytes: number },
): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks(response, bounds)) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

export async function readJson(
  response: IncomingMessage,
  bounds: { stallMs: number; maxBytes: number },
): Promise<unknown> {
  const text = await readText(response, bounds);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttemptError('garbage', 'the answer is not JSON', { cause });
  }
}

export function closeIdleConnections(): void {
  plain.destroy();
  secure.destroy();
}
