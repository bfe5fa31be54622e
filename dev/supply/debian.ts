import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '../command.ts';

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The Debian packages of which the carved file system holds a file, by dpkg's lists in the whole one. */
export async function carvedPackages(whole: string, carved: string): Promise<DebianPackage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-dpkg-'));
  try {
    await run(['tar', '-C', folder, '-xf', whole, './var/lib/dpkg/status', './var/lib/dpkg/info']);
    const held = new Set(
      (await run(['tar', '-tf', carved]))
        .split('\n')
        .map(plain)
        .filter((path) => !path.endsWith('/')),
    );
    const owners = await ownersOf(join(folder, 'var/lib/dpkg/info'), held);
    const status = await readFile(join(folder, 'var/lib/dpkg/status'), 'utf8');
    return installed(status).filter(({ name }) => owners.has(name));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Debian has moved /lib and /bin into /usr, and dpkg's lists have not followed everywhere. */
const plain = (path: string): string => path.replace(/^\.?\//, '').replace(/^(lib|lib64|bin|sbin)(?=\/)/, 'usr/$1');

/** Files that a package makes when it is installed are in no list. */
const made: Readonly<Record<string, string>> = { 'etc/ssl/certs/ca-certificates.crt': 'ca-certificates' };

async function ownersOf(info: string, held: ReadonlySet<string>): Promise<Set<string>> {
  const lists = (await readdir(info)).filter((file) => file.endsWith('.list'));
  const owners = await Promise.all(
    lists.map(async (file) => {
      const paths = (await readFile(join(info, file), 'utf8')).split('\n').map(plain);
      const name = basename(file, '.list').replace(/:.*$/, '');
      return paths.some((path) => path.includes('/') && held.has(path)) ? [name] : [];
    }),
  );
  const makers = Object.entries(made).flatMap(([path, name]) => (held.has(path) ? [name] : []));
  return new Set([...owners.flat(), ...makers]);
}

export function installed(status: string): DebianPackage[] {
  return status
    .split('\n\n')
    .filter((entry) => /^Status: install ok installed$/m.test(entry))
    .map((entry) => {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(entry)?.[1] ?? '';
      return { name: field('Package'), version: field('Version'), architecture: field('Architecture') };
    });
}
