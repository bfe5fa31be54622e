/** Base of every error of this package, so that a caller can tell the bus from its own faults. */
export class BusError extends Error {
  override name = 'BusError';
}

/** The connection is down now; it is being mended. Try again later, or go on without the bus. */
export class BusDownError extends BusError {
  override name = 'BusDownError';
  constructor(cause?: unknown) {
    super('The message bus is not connected. It reconnects by itself; look at the NATS server if this lasts.', {
      cause,
    });
  }
}

/** The connection is over for good: closed by us, or the server refused the credential. */
export class BusClosedError extends BusError {
  override name = 'BusClosedError';
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** Nobody listens on the subject. For a pod that means: deaf, gone, or not yet there. */
export class NoRespondersError extends BusError {
  override name = 'NoRespondersError';
  constructor(subject: string, cause?: unknown) {
    super(`Nobody answers on ${subject}.`, { cause });
  }
}

/** Somebody listens, but no answer came in time. Whether the request had an effect is unknown. */
export class DeadlineError extends BusError {
  override name = 'DeadlineError';
  constructor(subject: string, deadlineMs: number, cause?: unknown) {
    super(`No answer on ${subject} within ${deadlineMs} ms.`, { cause });
  }
}

/** The server refused the subject: the credential has no right to it. */
export class RefusedError extends BusError {
  override name = 'RefusedError';
  constructor(subject: string, cause?: unknown) {
    super(`The credential has no right to ${subject}. Compare it with packages/bus/src/keys/permissions.ts.`, {
      cause,
    });
  }
}

/** JetStream did not take a message, or did not do what it was asked. */
export class StoreError extends BusError {
  override name = 'StoreError';
  /** JetStream's code: 400s do not get better by trying again. */
  readonly code: number;
  constructor(code: number, description: string) {
    super(`JetStream answered ${code}: ${description}.`);
    this.code = code;
  }
}

export class MessageTooLargeError extends BusError {
  override name = 'MessageTooLargeError';
  constructor(subject: string, bytes: number, limit: number) {
    super(`A message of ${bytes} bytes for ${subject} is over the limit of ${limit} bytes.`);
  }
}

export class MalformedMessageError extends BusError {
  override name = 'MalformedMessageError';
  constructor(what: string, cause: unknown) {
    super(`${what} does not follow its schema.`, { cause });
  }
}

export class UnknownFieldError extends BusError {
  override name = 'UnknownFieldError';
  constructor(path: string) {
    super(`The message has a field "${path}" that its schema does not know.`);
  }
}
