import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPrograms } from '../bundle/programs.ts';

/** One image: its context is what is copied into it, and its tag is the fingerprint of context, Dockerfile and base. */
export interface ImageSpec {
  readonly name: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly files?: readonly string[];
  readonly base?: { readonly arg: string; readonly name: string };
  readonly args?: Readonly<Record<string, string>>;
  /** Never run itself, so the cluster does not get it. */
  readonly internal?: boolean;
}

export interface Places {
  readonly root: string;
  readonly bases: string;
  readonly bin: string;
  readonly nodeBase: string;
  readonly debianBase: string;
}

const binaries: readonly [image: string, binary: string][] = [
  ['livekit', 'livekit-server'],
  ['nats', 'nats-server'],
  ['coredns', 'coredns'],
];

export function catalog(places: Places): ImageSpec[] {
  return [...bases(places), ...infrastructure(places), ...speech(places), ...programs(places), ...examples(places)];
}

function bases({ root, bases, nodeBase, debianBase }: Places): ImageSpec[] {
  const base = (name: string, file: string, internal: boolean): ImageSpec => ({
    name,
    dockerfile: join(root, `dev/images/${name}.Dockerfile`),
    context: bases,
    files: [file],
    args: { ROOTFS: file },
    internal,
  });
  return [base('base-node', nodeBase, false), base('base-debian', debianBase, true)];
}

function infrastructure({ root, bin }: Places): ImageSpec[] {
  return binaries.map(([name, binary]) => ({
    name,
    dockerfile: join(root, 'dev/images/binary.Dockerfile'),
    context: bin,
    files: [binary],
    args: { BINARY: binary },
  }));
}

function speech({ root }: Places): ImageSpec[] {
  const dockerfile = join(root, 'dev/speech/Dockerfile');
  if (!existsSync(dockerfile)) return [];
  return [
    {
      name: 'speech',
      dockerfile,
      context: join(root, 'dist/speech'),
      base: { arg: 'BASE_IMAGE', name: 'base-debian' },
    },
  ];
}

/** A runtime in Python is 500 MB: it is an image only where somebody laid it out. */
function examples({ root }: Places): ImageSpec[] {
  const context = join(root, 'dist/example-python');
  if (!existsSync(context)) return [];
  const dockerfile = join(root, 'manifests/examples/runtimes/python/Dockerfile');
  return [{ name: 'example-python', dockerfile, context, base: { arg: 'BASE_IMAGE', name: 'base-debian' } }];
}

function programs({ root }: Places): ImageSpec[] {
  return shippedPrograms(root).map(({ name, dockerfile, out }) => ({
    name,
    dockerfile,
    context: out,
    base: { arg: 'NODE_IMAGE', name: 'base-node' },
  }));
}
