import { get, kubectl } from './kubectl.ts';

interface PodList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

/** What a person would ask for after a failure: pods, Events and the ends of the logs. */
export async function explain(...namespaces: string[]): Promise<string> {
  return (await Promise.all(namespaces.map(explainOne))).join('\n');
}

async function explainOne(namespace: string): Promise<string> {
  const pods = await get<PodList>('pods', '--namespace', namespace).catch(() => ({ items: [] }));
  const logs = pods.items.map(({ metadata: { name } }) =>
    section(`log of ${namespace}/${name}`, ['logs', name, '--namespace', namespace, '--all-containers', '--tail=40']),
  );
  return (
    await Promise.all([
      section(`pods of ${namespace}`, ['get', 'pods', '--namespace', namespace, '--output', 'wide']),
      section(`Events of ${namespace}`, ['events', '--namespace', namespace]),
      ...logs,
    ])
  ).join('\n');
}

async function section(title: string, args: readonly string[]): Promise<string> {
  const text = await kubectl(args).catch((error: Error) => error.message);
  return `--- ${title}\n${text.trimEnd().split('\n').slice(-60).map(cut).join('\n')}`;
}

const cut = (line: string): string => (line.length > 400 ? `${line.slice(0, 400)}...` : line);
