import { join } from 'node:path';
import { build } from 'vite';

/** The web pages, beside the gateway that serves them. Whoever asks: within a test React would be its larger, slower self. */
export async function bundleConsole(root: string): Promise<void> {
  process.env['NODE_ENV'] = 'production';
  const folder = join(root, 'console');
  await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
}
