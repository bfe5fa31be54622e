import { PrivateApiServer } from '@switchboard/kube/testing';
import { benchReflector } from './kube/reflector.ts';
import { benchRequests } from './kube/requests.ts';
import { benchWrites } from './kube/writes.ts';

const server = await PrivateApiServer.start();
const connection = server.connect();
try {
  for (const bench of [benchRequests, benchReflector, benchWrites]) {
    for (const line of await bench(server, connection)) console.log(JSON.stringify(line));
  }
} finally {
  await connection.close();
  await server.stop();
}
