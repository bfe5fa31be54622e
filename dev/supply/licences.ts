/** Licences that ask for no more than to be named. What is not here is looked at by a person first. */
const taken: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Unlicense',
  'Zlib',
]);

export class UnreadableLicence extends Error {
  constructor(expression: string) {
    super(`"${expression}" is no SPDX licence expression`);
    this.name = 'UnreadableLicence';
  }
}

/** Whether an SPDX expression can be kept to with taken licences alone: one side of OR, both sides of AND. */
export function mayBeUsed(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  const answer = alternatives(tokens, expression);
  if (tokens.length > 0) throw new UnreadableLicence(expression);
  return answer;
}

function alternatives(tokens: string[], expression: string): boolean {
  let answer = all(tokens, expression);
  while (tokens[0] === 'OR') {
    tokens.shift();
    // Read in any case: a side that is not needed must be readable too.
    const other = all(tokens, expression);
    answer ||= other;
  }
  return answer;
}

function all(tokens: string[], expression: string): boolean {
  let answer = one(tokens, expression);
  while (tokens[0] === 'AND') {
    tokens.shift();
    const other = one(tokens, expression);
    answer &&= other;
  }
  return answer;
}

function one(tokens: string[], expression: string): boolean {
  const token = tokens.shift();
  if (token === '(') {
    const answer = alternatives(tokens, expression);
    if (tokens.shift() !== ')') throw new UnreadableLicence(expression);
    return answer;
  }
  if (token === undefined || [')', 'AND', 'OR'].includes(token)) throw new UnreadableLicence(expression);
  return taken.has(token);
}
