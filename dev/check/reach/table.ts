/** Everything that the check asks about: ours, what we need, and those who should get nothing. */
export const places = [
  'operator',
  'gateway',
  'session',
  'session of another tenant',
  'neighbour',
  'names',
  'bus',
  'livekit',
  'models',
  'monitoring',
  'stranger',
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

/** Whose addresses the chart can't know: a way to them is a way to their port anywhere but at the metadata service. */
const anywhere: readonly Place[] = [
  'neighbour',
  'names',
  'bus',
  'livekit',
  'models',
  'monitoring',
  'stranger',
  'internet',
  'private network',
];
const names: readonly Port[] = ['UDP 53', 'TCP 53'];

/** Who may reach whom with charts/switchboard/ci/full-values.yaml; whatever is not written here is refused. */
export const reach: readonly Way[] = [
  { from: ['operator', 'gateway', 'session', 'session of another tenant'], to: ['names'], ports: names },
  // The API server, the bus, LiveKit.
  { from: ['operator'], to: anywhere, ports: ['TCP 443', 'TCP 6443', 'TCP 4222', 'TCP 7880'] },
  // The same, and hooks.
  { from: ['gateway'], to: anywhere, ports: ['TCP 80', 'TCP 443', 'TCP 6443', 'TCP 4222', 'TCP 7880'] },
  // The bus, LiveKit's signalling, and its media.
  {
    from: ['session', 'session of another tenant'],
    to: anywhere,
    ports: ['TCP 443', 'TCP 4222', 'TCP 7880', 'TCP 7881', 'UDP 50000', 'UDP 60000'],
  },
  { from: ['session', 'session of another tenant'], to: ['models'], ports },
  // The API is for everybody who can get to it; what is behind it asks for a key.
  { from: anywhere, to: ['gateway'], ports: ['TCP 8080'] },
  { from: ['monitoring'], to: ['operator', 'gateway'], ports: ['TCP 9090'] },
];
