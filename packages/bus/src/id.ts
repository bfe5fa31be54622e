import { DNS_LABEL, LABEL_MAX } from '@switchboard/api';

/** An id that would change the meaning of the subject or of the permission template it enters. */
export class InvalidIdError extends Error {
  override name = 'InvalidIdError';
  constructor(what: string) {
    super(
      `The ${what} is not a DNS label: use 1 to ${LABEL_MAX} of a-z, 0-9 and '-', beginning and ending with a letter or digit.`,
    );
  }
}

export function isId(value: string): boolean {
  return value.length <= LABEL_MAX && DNS_LABEL.test(value);
}

// Permission templates do not escape wildcards: a credential named `*` would hear every pod.
// Every id is checked here before it becomes part of a subject or the name on a credential.
export function checkId(value: string, what: string): string {
  if (!isId(value)) throw new InvalidIdError(what);
  return value;
}
