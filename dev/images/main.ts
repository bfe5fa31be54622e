import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { run } from '../command.ts';
import { archivePath, markUsed, pruneArchives, tagsKept, unpackedBytes } from './archives.ts';
import { Buildah } from './buildah.ts';
import { catalog, type ImageSpec } from './catalog.ts';
import { Containerd } from './containerd.ts';
import { fingerprint } from './fingerprint.ts';
import { outdated } from './outdated.ts';

interface Built {
  readonly name: string;
  readonly ref: string;
  readonly bytes: number;
}

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run dev/images/build.sh`);
  return value;
};

const root = resolve(import.meta.dirname, '../..');
const cache = setting('SWB_CACHE');
const archives = join(cache, 'images');
const bases = join(cache, 'base');
const nodeBinary = setting('SWB_NODE_BINARY');
const prefix = setting('SWB_IMAGE_PREFIX');
const registry = process.env['REGISTRY'];
const archivesKept = 3;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

async function makeBases(): Promise<{ nodeBase: string; debianBase: string }> {
  const script = join(root, 'dev/images/rootfs.sh');
  const debian = await fingerprint(['debian'], [script]);
  const node = await fingerprint(['node', debian], [nodeBinary]);
  const names = { debianBase: `debian-${debian}.tar`, nodeBase: `node-${node}.tar` };
  if (Object.values(names).some((name) => !existsSync(join(bases, name)))) {
    const start = performance.now();
    console.log('images: making the base file systems from Debian packages (about two minutes, once)');
    await run(['bash', script, bases, join(bases, names.debianBase), join(bases, names.nodeBase), nodeBinary]);
    console.log(`images: base file systems made in ${seconds(start)}`);
  }
  return names;
}

async function buildAll(specs: readonly ImageSpec[], buildah: Buildah): Promise<Built[]> {
  const built = new Map<string, Built>();
  for (const spec of specs) {
    const base = spec.base && built.get(spec.base.name);
    const args = Object.entries(spec.args ?? {}).map(([key, value]) => `${key}=${value}`);
    const inputs = spec.files?.map((file) => realpathSync(join(spec.context, file))) ?? [spec.context];
    const tag = await fingerprint([base?.ref ?? '', ...args], [spec.dockerfile, ...inputs]);
    const ref = `${prefix}/${spec.name}:${tag}`;
    const archive = archivePath(archives, spec.name, tag);
    if (!existsSync(archive)) {
      const start = performance.now();
      if (base && !(await buildah.has(base.ref)))
        await buildah.load(archivePath(archives, spec.base?.name ?? '', tagOf(base.ref)));
      await buildah.build(spec, ref, base?.ref);
      await buildah.save(ref, archive);
      if (!specs.some((other) => other.base?.name === spec.name)) await buildah.forget(ref);
      console.log(`images: built ${spec.name} in ${seconds(start)}`);
    }
    await markUsed(archive);
    const bytes = await unpackedBytes(archive);
    built.set(spec.name, { name: spec.name, ref, bytes });
    await pruneArchives(archives, spec.name, archivesKept);
  }
  return specs.filter((spec) => !spec.internal).map((spec) => built.get(spec.name) as Built);
}

const tagOf = (ref: string): string => ref.slice(ref.lastIndexOf(':') + 1);

async function importInto(containerd: Containerd, images: readonly Built[]): Promise<void> {
  const present = await containerd.refs();
  for (const { name, ref } of images.filter((image) => !present.has(image.ref))) {
    const start = performance.now();
    await containerd.import(archivePath(archives, name, tagOf(ref)));
    console.log(`images: imported ${name} in ${seconds(start)}`);
  }
}

async function forgetOutdated(containerd: Containerd, images: readonly Built[]): Promise<void> {
  const template = '{range .items[*]}{range .spec.containers[*]}{.image}{"\\n"}{end}{end}';
  const pods = await run(['kubectl', 'get', 'pods', '--all-namespaces', '--output', `jsonpath=${template}`]).catch(
    () => undefined,
  );
  // While the API server is away nobody can say what is in use: the next run asks again.
  if (pods === undefined) return;
  const names = images.map(({ name }) => name);
  const kept = await Promise.all(
    names.map(async (name) => (await tagsKept(archives, name)).map((tag) => `${prefix}/${name}:${tag}`)),
  );
  const present = await containerd.refs();
  const old = outdated({ present, kept: new Set(kept.flat()), used: new Set(pods.split('\n')), prefix, names });
  await containerd.remove(old);
  if (old.length > 0) console.log(`images: forgot ${old.length} of earlier builds`);
}

async function pushTo(to: string, buildah: Buildah, images: readonly Built[]): Promise<Built[]> {
  const pushed: Built[] = [];
  for (const image of images) {
    const remote = `${to}/${image.name}:${tagOf(image.ref)}`;
    await buildah.load(archivePath(archives, image.name, tagOf(image.ref)));
    await buildah.push(image.ref, remote);
    await buildah.forget(image.ref);
    console.log(`images: pushed ${remote}`);
    pushed.push({ ...image, ref: remote });
  }
  return pushed;
}

async function writeList(file: string, images: readonly Built[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, `${JSON.stringify(images, undefined, 2)}\n`);
  await rename(`${file}.part`, file);
}

async function buildAndDeliver(): Promise<void> {
  await mkdir(archives, { recursive: true });
  const buildah = new Buildah(join(cache, 'buildah'), archives);
  const specs = catalog({
    root,
    bases,
    bin: setting('SWB_BIN'),
    ...(await makeBases()),
  });
  let images = await buildAll(specs, buildah);
  if (registry) images = await pushTo(registry, buildah, images);
  else {
    const containerd = new Containerd(setting('CONTAINERD_ADDRESS'));
    if (await containerd.runs()) {
      await importInto(containerd, images);
      await forgetOutdated(containerd, images);
    } else console.log('images: the cluster is not running, so nothing was imported');
  }
  await writeList(setting('SWB_IMAGES'), images);
  for (const { name, ref, bytes } of images)
    console.log(`images: ${name.padEnd(16)} ${megabytes(bytes).padStart(7)}  ${ref}`);
}

// What went wrong is in the message; where in these files it was noticed helps nobody.
await buildAndDeliver().catch((error: Error) => {
  console.error(`images: ${error.message}`);
  process.exitCode = 1;
});
