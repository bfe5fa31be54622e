export { type EndOfTurn, type SaidSoFar, wordsEndOfTurn } from './end-of-turn.ts';
export { countWords, turn } from './machine.ts';
export {
  type AgentState,
  initialTurn,
  nextTimer,
  type TurnEffect,
  type TurnEvent,
  type TurnRules,
  type TurnState,
} from './state.ts';
