import { expect, test } from 'vitest';
import { get, logsOf, warmPods } from '../support/index.ts';
import { helm } from './helm.ts';

interface Listed {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

const system = 'switchboard-system';
const named = async (kind: string, namespace: string, ...selector: string[]): Promise<string[]> =>
  (await get<Listed>(kind, '--namespace', namespace, ...selector)).items.map(({ metadata }) => metadata.name);

test('helm test has a whole conversation with what make up installed, and leaves no key behind', async () => {
  await warmPods('demo', 'ada', 1);
  await helm('test', 'switchboard', '--namespace', system, '--timeout', '2m');
  const said = await logsOf(system, 'switchboard-test');
  const steps = ['is ready', 'joined the room as the caller', 'heard the greeting', 'ended with a goodbye'];
  const at = steps.map((step) => said.indexOf(step));
  expect(at.every((place) => place >= 0)).toBe(true);
  expect(at).toEqual([...at].sort((a, b) => a - b));
  const own = ['-l', 'app.kubernetes.io/name=switchboard-test'];
  expect(await named('secrets', system, ...own)).toEqual([]);
  expect(await named('secrets', 'switchboard-keys', ...own)).toEqual([]);
});
