import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

/** An answer of the API server, refusals included: the tests read what it says. */
export interface Answer {
  readonly code: number;
  readonly body: Record<string, unknown>;
  readonly warnings: readonly string[];
}

interface Call {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/** A path that is not served yet is answered in plain text, or not in words at all. */
function parsed(answer: string): Answer['body'] {
  try {
    return JSON.parse(answer) as Answer['body'];
  } catch {
    return { message: answer };
  }
}

interface KubeConfigFile {
  readonly clusters: readonly [{ readonly cluster: Record<string, string> }];
  readonly users: readonly [{ readonly user: Record<string, string> }];
}

/** Plain HTTPS, so that nothing stands between a test and the API server's answer. */
export class ApiServer {
  readonly #url: URL;
  readonly #agent: Agent;

  constructor(kubeconfig: string) {
    const file = parse(readFileSync(kubeconfig, 'utf8')) as KubeConfigFile;
    const { cluster } = file.clusters[0];
    const { user } = file.users[0];
    const decoded = (text = '') => Buffer.from(text, 'base64');
    this.#url = new URL(cluster['server'] ?? '');
    this.#agent = new Agent({
      keepAlive: true,
      ca: decoded(cluster['certificate-authority-data']),
      cert: decoded(user['client-certificate-data']),
      key: decoded(user['client-key-data']),
    });
  }

  call(
    method: string,
    path: string,
    { body, contentType = 'application/json', accept = 'application/json' }: Call = {},
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = { accept, ...(body !== undefined && { 'content-type': contentType }) };
    const outgoing = request(new URL(path, this.#url), { method, agent: this.#agent, headers, timeout: 15_000 });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path} was not answered within 15 s`)));
    outgoing.on('error', reject);
    outgoing.on('response', async (response) => {
      try {
        const warnings = [response.headers['warning'] ?? []].flat();
        resolve({ code: response.statusCode ?? 0, body: parsed(await text(response)), warnings });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  /** Server-side apply, as `kubectl apply --server-side` does it. */
  apply(path: string, object: unknown): Promise<Answer> {
    const query = 'fieldManager=tests&force=true&fieldValidation=Strict';
    return this.call('PATCH', `${path}${path.includes('?') ? '&' : '?'}${query}`, {
      body: object,
      contentType: 'application/apply-patch+yaml',
    });
  }

  /** The list as `kubectl get` asks for it: columns and rows. */
  table(path: string): Promise<Answer> {
    return this.call('GET', path, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
  }

  /** A namespace for one test file; the caller deletes it. */
  async createNamespace(prefix: string): Promise<string> {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`;
    const answer = await this.call('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    if (answer.code !== 201) throw new Error(`cannot create namespace ${name}: ${answer.body['message']}`);
    return name;
  }

  close(): void {
    this.#agent.destroy();
  }
}
