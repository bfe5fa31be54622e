import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';

interface KubeconfigFile {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
  }[];
}

/** The least that a request can be: node's own HTTPS over a kept connection, and JSON. */
export function bareHttps(kubeconfig: string): Bare {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as KubeconfigFile;
  const decode = (text: string | undefined) => Buffer.from(text ?? '', 'base64');
  const { server, ...cluster } = config.clusters[0]?.cluster ?? { server: '', 'certificate-authority-data': '' };
  const user = config.users[0]?.user;
  const agent = new Agent({
    keepAlive: true,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user?.['client-certificate-data']),
    key: decode(user?.['client-key-data']),
  });
  const send = (method: string, path: string, body?: string, type = 'application/json') =>
    new Promise<unknown>((resolve, reject) => {
      const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) };
      const sent = request(server + path, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
}

export interface Bare {
  send(method: string, path: string, body?: string, type?: string): Promise<unknown>;
  close(): void;
}
