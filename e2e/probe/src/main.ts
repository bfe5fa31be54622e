import { echo } from './echo.ts';
import { fetchOnce } from './fetch-once.ts';
import { hog } from './hog.ts';
import { serve } from './serve.ts';

const roles: Record<string, (argument: string) => Promise<void>> = { echo, fetch: fetchOnce, hog, serve };

const [role = '', argument = ''] = process.argv.slice(2);
const play = roles[role];
if (!play) {
  console.error(`probe: unknown role "${role}"; known: ${Object.keys(roles).join(', ')}`);
  process.exit(64);
}
await play(argument);
