import { join } from 'node:path';
import { build } from 'vite';

/** The web pages, beside the gateway that serves them. */
export async function bundleConsole(root: string): Promise<void> {
  const folder = join(root, 'console');
  await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
}
