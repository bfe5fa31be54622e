export { Conversation } from './conversation.ts';
export type { AgentMood, Engine, EngineEvents, EngineUsage, SpokenText } from './engine.ts';
export { History } from './history.ts';
export { covered, Ledger, type LedgerFigures, type Trigger } from './ledger.ts';
export type { ConversationParts, ConversationRules } from './parts.ts';
export { Phrases } from './phrases.ts';
export { fillIn } from './variables.ts';
