const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** An id that would change the meaning of the subject or of the permission template it enters. */
export class InvalidIdError extends Error {
  override name = 'InvalidIdError';
  constructor(what: string) {
    super(
      `The ${what} is not a DNS label: use 1 to 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit.`,
    );
  }
}

export function isId(value: string): boolean {
  return DNS_LABEL.test(value);
}

// Permission templates do not escape wildcards: a credential named `*` would hear every pod.
// Every id is checked here before it becomes part of a subject or the name on a credential.
export function checkId(value: string, what: string): string {
  if (!DNS_LABEL.test(value)) throw new InvalidIdError(what);
  return value;
}
