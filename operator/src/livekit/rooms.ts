import { RoomServiceClient, TwirpError } from 'livekit-server-sdk';

export interface RoomRequest {
  readonly name: string;
  /** How long it may be empty before anybody came. */
  readonly emptySeconds: number;
  /** How long after the last caller left it closes. */
  readonly departureSeconds: number;
  readonly maxParticipants: number;
}

export interface KnownRoom {
  readonly name: string;
  readonly createdMs: number;
}

export interface Rooms {
  create(request: RoomRequest): Promise<void>;
  /** True if it was there. */
  delete(name: string): Promise<boolean>;
  exists(name: string): Promise<boolean>;
  /** The rooms of this installation. */
  list(): Promise<KnownRoom[]>;
}

/** LiveKit did not do what it was asked: it is away, or the key is wrong. Look at LiveKit and at livekit.url. */
export class LiveKitError extends Error {
  constructor(what: string, cause: unknown) {
    super(`LiveKit could not ${what}; look at LiveKit and at livekit.url in the configuration`, { cause });
    this.name = 'LiveKitError';
  }
}

export interface RoomsOptions {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly install: string;
  readonly timeoutSeconds: number;
}

export class LiveKitRooms implements Rooms {
  readonly #client: RoomServiceClient;
  readonly #install: string;

  constructor({ url, key, secret, install, timeoutSeconds }: RoomsOptions) {
    this.#client = new RoomServiceClient(url, key, secret, { requestTimeout: timeoutSeconds, failover: false });
    this.#install = install;
  }

  async create({ name, emptySeconds, departureSeconds, maxParticipants }: RoomRequest): Promise<void> {
    await attempt('create a room', () =>
      this.#client.createRoom({
        name,
        emptyTimeout: emptySeconds,
        departureTimeout: departureSeconds,
        maxParticipants,
        metadata: this.#install,
      }),
    );
  }

  async delete(name: string): Promise<boolean> {
    try {
      await this.#client.deleteRoom(name);
      return true;
    } catch (error) {
      if (error instanceof TwirpError && error.status === 404) return false;
      throw new LiveKitError('delete a room', error);
    }
  }

  async exists(name: string): Promise<boolean> {
    return (await attempt('list rooms', () => this.#client.listRooms([name]))).length > 0;
  }

  async list(): Promise<KnownRoom[]> {
    const rooms = await attempt('list rooms', () => this.#client.listRooms());
    return rooms
      .filter(({ metadata }) => metadata === this.#install)
      .map(({ name, creationTime }) => ({ name, createdMs: Number(creationTime) * 1000 }));
  }
}

async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new LiveKitError(what, error);
  }
}
