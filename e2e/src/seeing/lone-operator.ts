import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NatsServer } from '@switchboard/bus/testing';
import type { PrivateApiServer } from '@switchboard/kube/testing';
import { eventually } from '../support/index.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The operator program as a process of its own, over an API server and a NATS of a test's own; there is no LiveKit. */
export class LoneOperator implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lone-operator-'));
  readonly #exited: Promise<unknown>;
  readonly #stop: () => void;
  #log = '';

  constructor(api: PrivateApiServer, nats: NatsServer) {
    const file = (name: string, text: string): string => {
      writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
      return join(this.#folder, name);
    };
    const config = {
      adminPort: 0,
      leaderElection: { namespace: 'default' },
      livekit: {
        url: 'http://127.0.0.1:9',
        podUrl: 'ws://127.0.0.1:9',
        keyFile: file('key', 'none'),
        secretFile: file('secret', 'none'),
      },
      nats: {
        servers: [nats.url],
        credsFile: file('creds', nats.issued.programs.operator),
        podSignerFile: file('pod-signer.json', JSON.stringify(nats.issued.podSigner)),
      },
      pods: { image: 'none' },
    };
    const child = spawn(
      process.execPath,
      [join(root, 'operator/src/main.ts'), '--config', file('config.yaml', JSON.stringify(config))],
      { env: { ...process.env, KUBECONFIG: api.kubeconfig() } },
    );
    const keep = (chunk: string): void => {
      this.#log += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    this.#exited = new Promise((done) => child.once('close', done));
    this.#stop = () => void child.kill('SIGKILL');
  }

  /** Where its metrics are. */
  address(): Promise<string> {
    return eventually('the port of the operator', async () => {
      const [, port] = /"port":(\d+).*"message":"started"/.exec(this.#log) ?? [];
      return port && `127.0.0.1:${port}`;
    }).catch((cause) => {
      throw new Error(`the operator did not start: ${this.#log.slice(-1500)}`, { cause });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
