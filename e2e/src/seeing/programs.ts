import { parse, stringify } from 'yaml';
import { get, kubectl } from '../support/index.ts';

const system = ['--namespace', 'switchboard-system'];

/** Lays fields over the operator's configuration; gives back what undoes it. Neither restarts it. */
export async function changeOperator(change: object): Promise<() => Promise<void>> {
  const name = 'switchboard-operator';
  const { data } = await get<{ data: { 'config.yaml': string } }>('configmap', name, ...system);
  const write = async (config: string) => {
    const patch = JSON.stringify({ data: { 'config.yaml': config } });
    await kubectl(['patch', 'configmap', name, ...system, '--type=merge', '-p', patch]);
  };
  await write(stringify({ ...(parse(data['config.yaml']) as object), ...change }));
  return () => write(data['config.yaml']);
}

export async function scaleOperator(replicas: number): Promise<number> {
  const operator = 'deployment/switchboard-operator';
  const { spec } = await get<{ spec: { replicas: number } }>(operator, ...system);
  await kubectl(['scale', operator, ...system, `--replicas=${replicas}`]);
  if (replicas > 0) await kubectl(['rollout', 'status', operator, ...system, '--timeout=120s']);
  return spec.replicas;
}
