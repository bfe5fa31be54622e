import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE, refreshed, SCHEMA, schemaText } from './page.ts';

const repository = join(import.meta.dirname, '../../../..');

writeFileSync(join(repository, PAGE), refreshed(readFileSync(join(repository, PAGE), 'utf8')));
writeFileSync(join(repository, SCHEMA), schemaText());
