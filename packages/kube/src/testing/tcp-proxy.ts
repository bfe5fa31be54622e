import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that loses connections in the ways that networks do. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #refusing = false;
  #frozen = false;
  #connections = 0;

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, target);
  }

  private constructor(server: Server, target: number) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.port = address.port;
    this.#server = server;
    this.#target = target;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Connections accepted since the start. */
  get connections(): number {
    return this.#connections;
  }

  /** Resets every connection. */
  drop(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Resets every connection and each new one, until allow(). */
  refuse(): void {
    this.#refusing = true;
    this.drop();
  }

  allow(): void {
    this.#refusing = false;
  }

  /** Half-open: connections stay up, those of now and new ones, and nothing moves on them any more. */
  freeze(): void {
    this.#frozen = true;
    for (const pair of this.#pairs) silence(pair);
  }

  /** New connections work again; the frozen ones stay as dead as they are. */
  thaw(): void {
    this.#frozen = false;
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(near: Socket): void {
    if (this.#refusing) {
      near.resetAndDestroy();
      return;
    }
    this.#connections++;
    const far = connect(this.#target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.setNoDelay().pipe(far.setNoDelay());
    far.pipe(near);
    if (this.#frozen) silence(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}

function silence([near, far]: readonly [Socket, Socket]): void {
  near.unpipe(far);
  far.unpipe(near);
  near.on('data', () => {}).resume();
  far.on('data', () => {}).resume();
}
