import { cp } from 'node:fs/promises';
import { join } from 'node:path';

const built = join(import.meta.dirname, '../../../dist/gateway/console');

/** The pages as they were built last, for a gateway of one's own: the next build may take them away meanwhile. */
export async function builtPages(folder: string): Promise<string> {
  const copy = join(folder, 'pages');
  await cp(built, copy, { recursive: true });
  return copy;
}
