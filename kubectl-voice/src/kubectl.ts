import { spawn } from 'node:child_process';

/** kubectl's own words are the message: they say what to do. */
export class KubectlError extends Error {
  constructor(args: readonly string[], stderr: string, cause?: unknown) {
    super(stderr.trim() || `kubectl ${args.join(' ')} failed`, { cause });
    this.name = 'KubectlError';
  }
}

/** The cluster as the caller's kubectl sees it: its contexts, its logins and its rights. */
export class Kubectl {
  readonly #flags: readonly string[];

  constructor(flags: readonly string[] = []) {
    this.#flags = flags;
  }

  async run(args: readonly string[], input = ''): Promise<string> {
    const child = spawn('kubectl', [...this.#flags, ...args]);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk;
    });
    child.stdin.on('error', () => undefined).end(input);
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve)).catch(
      (cause: unknown) => {
        throw new KubectlError(args, 'kubectl could not be run: is it in your PATH?', cause);
      },
    );
    if (code !== 0) throw new KubectlError(args, err);
    return out;
  }

  async get<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(['get', '--output', 'json', ...args])) as T;
  }

  async list<T>(...args: string[]): Promise<readonly T[]> {
    return (await this.get<{ items: readonly T[] }>(...args)).items;
  }

  /** What a path of the API server answers; undefined where it refuses or is not there. */
  async raw<T>(path: string): Promise<T | undefined> {
    const text = await this.run(['get', '--raw', path]).catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }
}
