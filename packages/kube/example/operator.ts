import type { KubeObject } from '@switchboard/kube';
import { Client, Controller, configMaps, connect, Elector, Reflector, resource } from '@switchboard/kube';

type Greeting = KubeObject & { spec: { name: string }; status?: { text?: string } };
const greetings = resource<Greeting>('example.com/v1', 'Greeting', 'greetings');

/** Writes each Greeting's text into a ConfigMap that lives and dies with it, and reports it in the status. */
export async function run(signal: AbortSignal, identity: string): Promise<void> {
  const client = new Client(connect(), { fieldManager: 'greeter' });
  const elector = new Elector({ client, namespace: 'default', name: 'greeter', identity });
  const api = client.guardedBy(elector).of(greetings);
  const maps = client.guardedBy(elector).of(configMaps);
  const reflector = new Reflector({ api });

  async function reconcile(key: string): Promise<undefined> {
    const greeting = reflector.store.get(key);
    if (!greeting || greeting.metadata.deletionTimestamp) return;
    const { namespace = '', name, uid = '' } = greeting.metadata;
    const text = `Hello, ${greeting.spec.name}!`;
    if (greeting.status?.text === text) return;
    const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Greeting', name, uid }];
    await maps.apply({ metadata: { namespace, name, ownerReferences }, data: { text } }, { force: true });
    reflector.offer(await api.patchStatus({ namespace, name }, { text }, { uid }));
  }

  const controller = new Controller({ name: 'greeter', reconcile, concurrency: 4 }).watches(reflector);
  await Promise.all([reflector.run(signal), elector.run(signal, (leading) => controller.run(leading))]);
  await client.connection.close();
}
