import { BlockList, isIP, isIPv4 } from 'node:net';

const closed = new BlockList();
const v4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const v6: readonly [string, number][] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];
for (const [net, prefix] of v4) closed.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of v6) closed.addSubnet(net, prefix, 'ipv6');

/** Whether an address belongs to this machine, its network or no network at all. An IPv4 address in IPv6 counts as itself. */
export function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 0) return true;
  return closed.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
