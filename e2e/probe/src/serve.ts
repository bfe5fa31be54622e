import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers every request with one fixed text until told to stop. */
export async function serve(text: string): Promise<void> {
  const server = createServer((_request, response) => response.end(text)).listen(8080);
  await once(server, 'listening');
  console.log('serving on 8080');
  await once(process, 'SIGTERM');
  server.close();
  server.closeAllConnections();
}
