import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { REPOSITORY } from '../generate/drift.ts';
import type { Manifest } from '../resources/tables/row.ts';

export interface Example {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Every object of every file in manifests/examples. */
export function examples(): Example[] {
  const directory = join(REPOSITORY, 'manifests/examples');
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(join(directory, file), 'utf8'));
    return documents.map((document) => ({ file, manifest: document.toJS() as Manifest }));
  });
}
