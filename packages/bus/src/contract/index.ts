/** The runtime contract as a document: what the conformance checker and the docs share. */
export { type ClauseId, clauses } from './clauses.ts';
