import { z } from 'zod';
import { RoomService, RoomServiceError, type RoomServiceOptions } from './room-service.ts';

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

export interface RoomsOptions extends RoomServiceOptions {
  readonly install: string;
}

const listed = z.object({
  rooms: z
    .array(
      z.object({
        name: z.string(),
        metadata: z.string().default(''),
        // Protobuf’s JSON writes 64 bits as a string.
        creation_time: z.coerce.number().default(0),
      }),
    )
    .default([]),
});

export class LiveKitRooms implements Rooms {
  readonly #service: RoomService;
  readonly #install: string;

  constructor({ install, ...service }: RoomsOptions) {
    this.#service = new RoomService(service);
    this.#install = install;
  }

  async create({ name, emptySeconds, departureSeconds, maxParticipants }: RoomRequest): Promise<void> {
    await attempt('create a room', () =>
      this.#service.call('CreateRoom', {
        name,
        empty_timeout: emptySeconds,
        departure_timeout: departureSeconds,
        max_participants: maxParticipants,
        metadata: this.#install,
      }),
    );
  }

  async delete(name: string): Promise<boolean> {
    try {
      await this.#service.call('DeleteRoom', { room: name });
      return true;
    } catch (error) {
      if (error instanceof RoomServiceError && error.status === 404) return false;
      throw new LiveKitError('delete a room', error);
    }
  }

  async exists(name: string): Promise<boolean> {
    return (await this.#list({ names: [name] })).length > 0;
  }

  async list(): Promise<KnownRoom[]> {
    return (await this.#list({}))
      .filter(({ metadata }) => metadata === this.#install)
      .map(({ name, creation_time }) => ({ name, createdMs: creation_time * 1000 }));
  }

  async #list(which: { names?: string[] }): Promise<z.infer<typeof listed>['rooms']> {
    return attempt('list rooms', async () => listed.parse(await this.#service.call('ListRooms', which)).rooms);
  }
}

async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new LiveKitError(what, error);
  }
}
