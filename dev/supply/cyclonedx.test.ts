import { expect, test } from 'vitest';
import { packagePath } from './bundled.ts';
import { billOfMaterials } from './cyclonedx.ts';
import { installed } from './debian.ts';

const contents = {
  image: 'gateway',
  ref: 'example/gateway:1',
  version: '0.1.0',
  node: '24.1.0',
  npm: [{ name: '@scope/lib', version: '1.2.3', licence: 'MIT' }],
  debian: [{ name: 'libstdc++6', version: '12.2.0-14+deb12u1', architecture: 'amd64' }],
  models: [{ name: 'vad.onnx', sha256: '0'.repeat(64) }],
};

test('every component has a name of its own, a package URL where it is a package, and the image depends on it', () => {
  const { components, dependencies } = billOfMaterials(contents) as {
    components: { purl?: string; 'bom-ref': string }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:generic/node@24.1.0',
    'pkg:npm/%40scope/lib@1.2.3',
    'pkg:deb/debian/libstdc++6@12.2.0-14%2Bdeb12u1?arch=amd64',
    undefined,
  ]);
  expect(dependencies[0]).toEqual({ ref: 'example/gateway:1', dependsOn: components.map((one) => one['bom-ref']) });
  expect(new Set(components.map((one) => one['bom-ref'])).size).toBe(components.length);
});

test('the same contents make the same document', () => {
  expect(JSON.stringify(billOfMaterials(contents))).toBe(JSON.stringify(billOfMaterials({ ...contents })));
});

test.each([
  ['../../node_modules/zod/v4/core.ts', ['node_modules/zod']],
  ['../../node_modules/a/node_modules/@b/c/index.js', ['node_modules/a/node_modules/@b/c']],
  ['../../packages/bus/src/bus.ts', []],
])('%s is of %j', (source, path) => expect(packagePath(source)).toEqual(path));

test('dpkg’s status names what is installed, not what was', () => {
  const entry = (name: string, status: string): string =>
    `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1`;
  const status = `${entry('kept', 'install ok installed')}\n\n${entry('gone', 'deinstall ok config-files')}\n`;
  expect(installed(status)).toEqual([{ name: 'kept', version: '1', architecture: 'amd64' }]);
});
