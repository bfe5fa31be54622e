import type { DebianPackage } from './debian.ts';
import type { NpmPackage } from './lock.ts';

export interface Contents {
  readonly image: string;
  readonly ref: string;
  readonly version: string;
  readonly node: string;
  readonly npm: readonly NpmPackage[];
  readonly debian: readonly DebianPackage[];
  readonly models: readonly Model[];
}

/** Weights that lie beside the program. */
export interface Model {
  readonly name: string;
  readonly sha256: string;
}

interface Component {
  readonly type: 'library' | 'machine-learning-model' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: 'SHA-256'; readonly content: string }[];
  readonly licenses?: readonly { readonly expression: string }[];
}

/** What is in an image, as CycloneDX 1.6. The same image gives the same document: it has no time and no number of its own. */
export function billOfMaterials({ image, ref, version, node, npm, debian, models }: Contents): object {
  const whole = { type: 'container', 'bom-ref': ref, name: image, version } as const;
  const components = [
    component({ type: 'platform', name: 'node', version: node, purl: `pkg:generic/node@${node}` }),
    ...npm.map(npmComponent),
    ...debian.map(debianComponent),
    ...models.map(modelComponent),
  ];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: whole },
    components,
    dependencies: [{ ref, dependsOn: components.map((one) => one['bom-ref']) }],
  };
}

const component = (of: Omit<Component, 'bom-ref'> & { readonly purl: string }): Component => ({
  ...of,
  'bom-ref': of.purl,
});

function npmComponent({ name, version, licence }: NpmPackage): Component {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return component({ type: 'library', name, version, purl, licenses: [{ expression: licence }] });
}

function debianComponent({ name, version, architecture }: DebianPackage): Component {
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`;
  return component({ type: 'library', name, version, purl });
}

function modelComponent({ name, sha256 }: Model): Component {
  const hashes = [{ alg: 'SHA-256', content: sha256 }] as const;
  return { type: 'machine-learning-model', 'bom-ref': `model:${name}`, name, hashes };
}
