import { parse, stringify } from 'yaml';
import { get, kubectl } from '../support/index.ts';

const system = ['--namespace', 'switchboard-system'];
type ProgramName = 'operator' | 'gateway';

/** Lays fields over the configuration of a program; gives back what undoes it. Neither restarts it. */
export async function changeConfig(program: ProgramName, change: object): Promise<() => Promise<void>> {
  const name = `switchboard-${program}`;
  const { data } = await get<{ data: { 'config.yaml': string } }>('configmap', name, ...system);
  const write = async (config: string) => {
    const patch = JSON.stringify({ data: { 'config.yaml': config } });
    await kubectl(['patch', 'configmap', name, ...system, '--type=merge', '-p', patch]);
  };
  await write(stringify({ ...(parse(data['config.yaml']) as object), ...change }));
  return () => write(data['config.yaml']);
}

/** New pods that have read their configuration, and old ones that are gone. */
export async function rollOut(...programs: readonly ProgramName[]): Promise<void> {
  for (const program of programs) await kubectl(['rollout', 'restart', `deployment/switchboard-${program}`, ...system]);
  for (const program of programs)
    await kubectl(['rollout', 'status', `deployment/switchboard-${program}`, ...system, '--timeout=120s']);
}

export async function scaleOperator(replicas: number): Promise<number> {
  const operator = 'deployment/switchboard-operator';
  const { spec } = await get<{ spec: { replicas: number } }>(operator, ...system);
  await kubectl(['scale', operator, ...system, `--replicas=${replicas}`]);
  if (replicas > 0) await kubectl(['rollout', 'status', operator, ...system, '--timeout=120s']);
  return spec.replicas;
}
