export { SmartTurn, SmartTurnError } from './smart-turn.ts';
