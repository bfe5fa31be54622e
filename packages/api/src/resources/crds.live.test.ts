import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/api-server.ts';
import { privateServer, type ServerOfOnesOwn } from '../testing/servers.ts';
import { API_VERSION } from './define.ts';
import { agentTable } from './tables/agent.ts';
import { poolTable } from './tables/pool.ts';
import { changed, type Manifest, type Table, type Updated } from './tables/row.ts';
import { sessionTable } from './tables/session.ts';
import { tenantTable } from './tables/tenant.ts';

interface Cause {
  readonly field: string;
  readonly message: string;
}

let own: ServerOfOnesOwn;

beforeAll(async () => {
  own = await privateServer();
});
afterAll(() => own?.stop());

const collection = (table: Table) => `/apis/${API_VERSION}/namespaces/default/${table.plural}`;

const create = (table: Table, manifest: Manifest, query = 'dryRun=All') =>
  own.server.call('POST', `${collection(table)}?fieldValidation=Strict&${query}`, { body: manifest });

/** Said of the whole object beside the fault itself: that other rules wait, and a number's type once more. */
const REMARKS = /some validation rules were not checked|Checked value must be of type/;

function causesOf(answer: Answer): Cause[] {
  const causes = (answer.body['details'] as { causes?: Cause[] } | undefined)?.causes ?? [];
  return causes.filter(({ message }) => !REMARKS.test(message));
}

function expectRefusal(answer: Answer, field: string, text: string): void {
  const said = String(answer.body['message']);
  if (text === 'unknown field') {
    expect(said).toContain(`unknown field "${field}"`);
    expect(answer.code).toBe(400);
    return;
  }
  expect(causesOf(answer), said).toHaveLength(1);
  const [cause] = causesOf(answer);
  expect(cause?.message).toContain(text);
  expect(cause?.field.replace('<nil>', ''), said).toBe(field);
  expect(answer.code).toBe(422);
}

for (const table of [sessionTable, agentTable, poolTable, tenantTable]) {
  describe(table.plural, () => {
    for (const [says, changes] of table.accepted) {
      test(`takes ${says}`, async () => {
        const answer = await create(table, changed(table.valid, changes));
        expect(answer.code, String(answer.body['message'])).toBe(201);
      });
    }
    for (const [says, changes, field, text] of table.refused) {
      test(`refuses ${says}`, async () => {
        expectRefusal(await create(table, changed(table.valid, changes)), field, text);
      });
    }
    for (const row of table.updated) test(`when ${row[0]}`, () => update(table, row));
  });
}

async function update(table: Table, [, before, after, field = '', text = '']: Updated): Promise<void> {
  const created = await create(table, changed(table.valid, before), '');
  expect(created.code, String(created.body['message'])).toBe(201);
  const stored = created.body as unknown as Manifest;
  const path = `${collection(table)}/${stored.metadata.name}`;
  try {
    const body = changed(stored, after);
    const answer = await own.server.call('PUT', `${path}?dryRun=All&fieldValidation=Strict`, { body });
    if (text === '') expect(answer.code, String(answer.body['message'])).toBe(200);
    else expectRefusal(answer, field, text);
  } finally {
    await own.server.call('DELETE', path);
  }
}
