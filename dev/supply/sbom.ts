import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '../command.ts';
import { modelsIn, packagesIn } from './bundled.ts';
import { billOfMaterials } from './cyclonedx.ts';
import { carvedPackages } from './debian.ts';
import { readLock } from './lock.ts';

// make sbom: one CycloneDX document for each image that users run, in dist/sbom. It tells of the images that
// `make images` built last, on the base that is built here; with a base of your own, its Debian part is yours.

const root = resolve(import.meta.dirname, '../..');
const shipped = ['operator', 'gateway', 'session-runtime'];
const setting = (name: string): string => process.env[name] ?? '';

async function newest(folder: string, prefix: string): Promise<string> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.startsWith(prefix));
  const [file] = files;
  if (files.length !== 1 || file === undefined)
    throw new Error(`${files.length} base file systems ${prefix}* in ${folder}: run make images`);
  return join(folder, file);
}

const lock = await readLock(root);
const images = JSON.parse(await readFile(setting('SWB_IMAGES'), 'utf8')) as { name: string; ref: string }[];
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const node = (await run([process.execPath, '--version'])).trim().replace(/^v/, '');
const bases = join(setting('SWB_CACHE'), 'base');
const debian = await carvedPackages(await newest(bases, 'debian-'), await newest(bases, 'node-'));
const out = join(root, 'dist/sbom');
await mkdir(out, { recursive: true });
for (const image of shipped) {
  const ref = images.find(({ name }) => name === image)?.ref;
  if (ref === undefined) throw new Error(`there is no image of the ${image}: run make images`);
  const npm = await packagesIn(image, root, lock);
  if (npm.length === 0) throw new Error(`dist/${image} is not the ${image}: run make images`);
  const file = join(out, `${image}.cdx.json`);
  const document = billOfMaterials({ image, ref, version, node, npm, debian, models: await modelsIn(image, root) });
  await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
  console.log(`${file}: Node ${node}, ${npm.length} npm packages, ${debian.length} Debian packages`);
}
