import { link, mkdtemp, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import type { ImageSpec } from './catalog.ts';

/** The registries that kind and k3d put on this machine speak plain HTTP, as Docker takes for granted too. */
export const isLoopback = (ref: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//.test(ref);

/** buildah with a store of its own, so that nothing of ours shows up in the machine's. */
export class Buildah {
  readonly #store: readonly string[];
  readonly #scratch: string;

  constructor(folder: string, scratch: string) {
    this.#store = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')];
    this.#scratch = scratch;
  }

  async build(spec: ImageSpec, ref: string, base: string | undefined): Promise<void> {
    const args = Object.entries({ ...spec.args, ...(spec.base && base ? { [spec.base.arg]: base } : {}) });
    const context = spec.files ? await this.#onlyFiles(spec.context, spec.files) : spec.context;
    try {
      await this.#run(
        'bud',
        '--isolation',
        'chroot',
        '--pull-never',
        '--quiet',
        '--format',
        'oci',
        '--timestamp',
        '0',
        ...args.flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
        '--file',
        spec.dockerfile,
        '--tag',
        ref,
        context,
      );
    } finally {
      if (spec.files) await rm(context, { recursive: true });
    }
  }

  async save(ref: string, archive: string): Promise<void> {
    await this.#run('push', '--quiet', ref, `docker-archive:${archive}.part:${ref}`);
    await rename(`${archive}.part`, archive);
  }

  async load(archive: string): Promise<void> {
    await this.#run('pull', '--quiet', `docker-archive:${archive}`);
  }

  async push(ref: string, to: string): Promise<void> {
    await this.#run('push', '--quiet', ...(isLoopback(to) ? ['--tls-verify=false'] : []), ref, `docker://${to}`);
  }

  has(ref: string): Promise<boolean> {
    return this.#run('inspect', '--type', 'image', ref).then(
      () => true,
      () => false,
    );
  }

  async forget(ref: string): Promise<void> {
    await this.#run('rmi', '--force', ref);
  }

  async #onlyFiles(context: string, files: readonly string[]): Promise<string> {
    const folder = await mkdtemp(join(this.#scratch, 'context-'));
    for (const file of files) {
      await link(await realpath(join(context, file)), join(folder, file));
    }
    return folder;
  }

  #run(command: string, ...args: string[]): Promise<string> {
    return run(['buildah', ...this.#store, command, ...args], {
      env: { BUILDAH_ISOLATION: 'chroot', TMPDIR: this.#scratch },
    });
  }
}
