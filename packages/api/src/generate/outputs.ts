import { type ResourceDefinition, resources } from '../resources/index.ts';
import { openapi } from '../rest/openapi.ts';
import { description, routes } from '../rest/routes/index.ts';
import { admissionTemplate } from './admission-policy.ts';
import { clientTypes } from './client-types.ts';
import { crdYaml } from './crd.ts';
import { httpPage } from './http-page.ts';
import { reasonsPage } from './reasons-page.ts';
import { referencePage } from './reference.ts';

/** A generated file: its path from the top of the repository, and its whole text. */
export interface Output {
  readonly path: string;
  readonly text: string;
}

export function outputs(): Output[] {
  const definitions: readonly ResourceDefinition[] = resources;
  return [
    ...definitions.flatMap((resource) => {
      const text = crdYaml(resource);
      const paths = [`crds/${resource.plural}.yaml`, `charts/switchboard/files/crds/${resource.plural}.yaml`];
      return paths.map((path) => ({ path, text }));
    }),
    ...definitions.map((resource) => ({
      path: `docs/reference/${resource.singular}.md`,
      text: referencePage(resource),
    })),
    { path: 'docs/reference/end-reasons.md', text: reasonsPage() },
    { path: 'docs/reference/http-api.md', text: httpPage(description, routes) },
    { path: 'docs/reference/openapi.json', text: `${JSON.stringify(openapi(), null, 2)}\n` },
    { path: 'packages/client/src/generated/types.ts', text: clientTypes() },
    { path: 'charts/switchboard/templates/validatingadmissionpolicy.yaml', text: admissionTemplate() },
  ];
}
