import type { Answer, AnswerEnd } from './answer.ts';
import type { EngineUsage } from './engine.ts';

/** What the conversation has used so far. */
export class Tally {
  #turns = 0;
  #interruptions = 0;
  #callerMs = 0;
  #agentMs = 0;
  #characters = 0;
  #toolCalls = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #underruns = 0;

  turn(): void {
    this.#turns++;
  }

  interrupted(): void {
    this.#interruptions++;
  }

  underrun(): void {
    this.#underruns++;
  }

  callerSpoke(ms: number): void {
    this.#callerMs += ms;
  }

  answered(answer: Answer, end: AnswerEnd): void {
    this.#agentMs += end.heardMs;
    this.#characters += answer.characters;
    this.#toolCalls += answer.ledger.toolCalls;
    this.#promptTokens += answer.ledger.promptTokens;
    this.#completionTokens += answer.ledger.completionTokens;
  }

  usage(): EngineUsage {
    return {
      turns: this.#turns,
      interruptions: this.#interruptions,
      callerSpeechMilliseconds: Math.round(this.#callerMs),
      agentSpeechMilliseconds: Math.round(this.#agentMs),
      promptTokens: this.#promptTokens,
      completionTokens: this.#completionTokens,
      spokenCharacters: this.#characters,
      toolCalls: this.#toolCalls,
      underruns: this.#underruns,
    };
  }
}
