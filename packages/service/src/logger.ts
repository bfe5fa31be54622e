import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * Fields that may hold something personal or secret. They are censored three levels deep wherever they appear, so
 * that a careless `logger.info({ session }, ...)` does not leak; the rule is still not to log them at all.
 */
export const personalFields: readonly string[] = [
  'apiKey',
  'authorization',
  'cookie',
  'credentials',
  'displayName',
  'email',
  'participantIdentity',
  'participantName',
  'password',
  'phone',
  'phoneNumber',
  'prompt',
  'secret',
  'text',
  'token',
  'transcript',
  'variables',
];

export interface LoggerOptions {
  /** The program's name, in every line. */
  readonly name: string;
  readonly level?: string;
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/** JSON lines: a static message and fields. The level may be changed at any time: `logger.level = 'debug'`. */
export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    base: null,
    messageKey: 'message',
    errorKey: 'error',
    formatters: { level: (label: string) => ({ level: label, program: name }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: personalFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[personal]' },
  };
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
}

/** `kill -USR2` switches between debug and the configured level, so that a live program can be looked into. */
export function toggleDebugOnSignal(logger: Logger, signal: NodeJS.Signals = 'SIGUSR2'): void {
  const configured = logger.level;
  process.on(signal, () => {
    logger.level = logger.level === 'debug' ? configured : 'debug';
    logger.info({ level: logger.level }, 'log level changed');
  });
}
