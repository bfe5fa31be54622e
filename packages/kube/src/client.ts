import type { ClientOptions, WriteGuard } from './client-options.ts';
import type { Connection } from './connection.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import { ResourceClient } from './resource-client.ts';

/** Typed access to any resource by its path, built in or custom. */
export class Client {
  readonly connection: Connection;
  readonly #options: ClientOptions;

  constructor(connection: Connection, options: ClientOptions = {}) {
    this.connection = connection;
    this.#options = options;
  }

  of<T extends KubeObject>(resource: Resource<T>): ResourceClient<T> {
    return new ResourceClient(this.connection, resource, this.#options);
  }

  /** The same client with its writes guarded: `client.guardedBy(elector)`. */
  guardedBy(guard: WriteGuard): Client {
    return new Client(this.connection, { ...this.#options, guard });
  }
}
