import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './helm.ts';
import type { Version } from './second.ts';

const run = promisify(execFile);

/** An earlier commit of this repository as it built itself: its chart, and its images, which the cluster gets. */
export class EarlierVersion implements Version, AsyncDisposable {
  readonly chart: string;
  readonly values: object;
  readonly #folder: string;
  readonly #images: readonly { readonly name: string; readonly ref: string }[];

  /** `values`: what its chart is told otherwise than that of now. */
  static async build(commit: string, values: object): Promise<EarlierVersion> {
    await run('git', ['-C', root, 'cat-file', '-e', `${commit}^{commit}`]).catch((cause) => {
      throw new Error(`${commit} is not in this clone: git fetch --unshallow`, { cause });
    });
    const folder = mkdtempSync(join(tmpdir(), 'earlier-'));
    await run('sh', ['-c', 'git -C "$1" archive "$2" | tar -x -C "$3"', 'sh', root, commit, folder]);
    const images = join(folder, 'images.json');
    const build = spawn(join(folder, 'dev/images/build.sh'), {
      env: { ...process.env, SWB_IMAGES: images },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(build, 'close');
    if (code !== 0) throw new Error(`the images of ${commit} could not be built`);
    return new EarlierVersion(folder, JSON.parse(readFileSync(images, 'utf8')), values);
  }

  private constructor(folder: string, images: { name: string; ref: string }[], values: object) {
    this.chart = join(folder, 'charts/switchboard');
    this.#folder = folder;
    this.#images = images;
    this.values = values;
  }

  image(name: string): string {
    const found = this.#images.find((one) => one.name === name);
    if (!found) throw new Error(`${this.#folder} built no image ${name}`);
    return found.ref;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
