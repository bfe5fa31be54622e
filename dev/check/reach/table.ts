/** Everything that the check asks about: ours, what we need, and those who should get nothing. */
export const places = [
  'operator',
  'gateway',
  'uninstall',
  'session',
  'session of another tenant',
  'neighbour',
  'names',
  'bus',
  'livekit',
  'models',
  'monitoring',
  'stranger',
  'API server',
  'internet',
  'private network',
  'metadata service',
] as const;
export type Place = (typeof places)[number];

/** Those that a port can be asked of: what we use, and what an intruder would try. */
export const ports = [
  'UDP 53',
  'TCP 53',
  'TCP 22',
  'TCP 80',
  'TCP 443',
  'TCP 4222',
  'TCP 6443',
  'TCP 7070',
  'TCP 7880',
  'TCP 7881',
  'TCP 8000',
  'TCP 8080',
  'TCP 8081',
  'TCP 9090',
  'TCP 10250',
  'UDP 443',
  'UDP 49999',
  'UDP 50000',
  'UDP 60000',
  'UDP 60001',
] as const;
export type Port = (typeof ports)[number];

export interface Way {
  readonly from: readonly Place[];
  readonly to: readonly Place[];
  readonly ports: readonly Port[];
}

const anywhere: readonly Place[] = [
  'neighbour',
  'names',
  'bus',
  'livekit',
  'models',
  'monitoring',
  'stranger',
  'API server',
  'internet',
  'private network',
];
const sessions: readonly Place[] = ['session', 'session of another tenant'];

const toNames: Way = {
  from: ['operator', 'gateway', 'uninstall', ...sessions],
  to: ['names'],
  ports: ['UDP 53', 'TCP 53'],
};
const inwards: readonly Way[] = [
  // The API is for everybody who can get to it; what is behind it asks for a key.
  { from: anywhere, to: ['gateway'], ports: ['TCP 8080'] },
  { from: ['monitoring'], to: ['operator', 'gateway'], ports: ['TCP 9090'] },
  { from: ['monitoring'], to: sessions, ports: ['TCP 8081'] },
];
const toModels: Way = { from: sessions, to: ['models'], ports };
// Wherever a tenant wants them; the gateway itself refuses private addresses.
const hooks: Way = { from: ['gateway'], to: anywhere, ports: ['TCP 80', 'TCP 443'] };

/** Who may reach whom where `networkPolicy.at` says where the servers are; whatever is not written here is refused. */
export const whenTold: readonly Way[] = [
  toNames,
  ...inwards,
  toModels,
  hooks,
  { from: ['operator', 'gateway', 'uninstall'], to: ['API server'], ports: ['TCP 443', 'TCP 6443'] },
  { from: ['operator', 'gateway', ...sessions], to: ['bus'], ports: ['TCP 4222'] },
  { from: ['operator', 'gateway', 'uninstall', ...sessions], to: ['livekit'], ports: ['TCP 443', 'TCP 7880'] },
  { from: sessions, to: ['livekit'], ports: ['TCP 7881', 'UDP 50000', 'UDP 60000'] },
  { from: sessions, to: ['internet'], ports: ['TCP 443'] },
];

/** The same, where it is not said: whoever listens at one of their ports may be called. */
export const unlessTold: readonly Way[] = [
  toNames,
  ...inwards,
  toModels,
  hooks,
  { from: ['operator', 'gateway', 'uninstall'], to: anywhere, ports: ['TCP 443', 'TCP 6443', 'TCP 7880'] },
  { from: ['operator', 'gateway', ...sessions], to: anywhere, ports: ['TCP 4222'] },
  { from: sessions, to: anywhere, ports: ['TCP 443', 'TCP 7880', 'TCP 7881', 'UDP 50000', 'UDP 60000'] },
];
