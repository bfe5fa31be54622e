import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { createAgent, ownNamespace, warmPods } from '../support/index.ts';
import { processOf } from './processes.ts';

const namespace = ownNamespace('images', 'switchboard-system');

beforeAll(async () => {
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
});

const system = 'switchboard-system';
const places: Record<string, readonly [namespace: string, label: string]> = {
  operator: [system, 'app.kubernetes.io/name=switchboard-operator'],
  gateway: [system, 'app.kubernetes.io/name=switchboard-gateway'],
  'session-runtime': [namespace, 'switchboard.dev/agent=ada'],
};

const pidOf = (image: string): Promise<number> => processOf(...(places[image] ?? ['', '']));

/** What an image of ours may hold that can be run: Node, and what the loader and Node load into it. */
const allowed = /^\/nodejs\/bin\/node$|\.so(\.[\d.]+)?$|\.node$/;

/** Files of the running container's own file system; volumes and /proc are others. */
async function files(image: string, ...tests: string[]): Promise<string[]> {
  const root = `/proc/${await pidOf(image)}/root`;
  const found = execFileSync('find', [`${root}/`, '-xdev', ...tests], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return found
    .split('\n')
    .filter(Boolean)
    .map((path) => path.slice(root.length));
}

const images = Object.keys(places);

test.each(images)('in the image of the %s nothing can be run but Node', async (image) => {
  const executable = await files(image, '-type', 'f', '-perm', '/111');
  expect(executable).toContain('/nodejs/bin/node');
  expect(executable.filter((path) => !allowed.test(path))).toEqual([]);
});

test.each(images)('in the image of the %s no program hides behind a link', async (image) => {
  expect(await files(image, '-type', 'l', '(', '-path', '*/bin/*', '-o', '-path', '*/sbin/*', ')')).toEqual([]);
});

test.each(images)('the image of the %s lends nobody’s rights and can be written by nobody', async (image) => {
  expect(await files(image, '-type', 'f', '-perm', '/6000')).toEqual([]);
  expect(await files(image, '-type', 'f', '-perm', '/022')).toEqual([]);
  expect(await files(image, '-type', 'f', '-user', '65532')).toEqual([]);
});
