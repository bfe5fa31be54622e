import { run } from '../command.ts';

export const namespaces = { system: 'switchboard-system', dev: 'switchboard-dev', demo: 'demo' } as const;

/** Where LiveKit listens: on this machine's own bridge and loopback, in somebody's cluster on the node's address. */
export async function livekitAddresses(ownCluster: boolean): Promise<Record<string, string>> {
  const bridge = process.env['SWB_BRIDGE'] ?? '';
  const nodeIp = ownCluster ? (process.env['SWB_NODE_IP'] ?? '') : await firstNodeAddress();
  return {
    'livekit.nodeIp': nodeIp,
    'livekit.probeHost': nodeIp,
    'livekit.bind': JSON.stringify(ownCluster ? [nodeIp, '127.0.0.1'] : ['0.0.0.0']),
    'livekit.interfaces': JSON.stringify(ownCluster ? { includes: [bridge] } : {}),
  };
}

async function firstNodeAddress(): Promise<string> {
  const path = 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  return (await run(['kubectl', 'get', 'nodes', '--output', path])).trim();
}
