import type { RequestHandler, Response } from 'express';

/**
 * A client that reuses a connection just as it is closed loses its request. So before a gateway goes, each answer says
 * that its connection ends with it: also the answers to those who were waiting already.
 */
export class Departure {
  readonly #waiting = new Set<Response>();
  #begun = false;

  readonly handler: RequestHandler = (_request, response, next) => {
    if (this.#begun) response.setHeader('Connection', 'close');
    else {
      this.#waiting.add(response);
      response.once('close', () => this.#waiting.delete(response));
    }
    next();
  };

  begin(): void {
    this.#begun = true;
    for (const response of this.#waiting) if (!response.headersSent) response.setHeader('Connection', 'close');
    this.#waiting.clear();
  }
}
