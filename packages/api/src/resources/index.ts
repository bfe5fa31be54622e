import { VoiceAgent } from './agent.ts';
import { VoicePool } from './pool.ts';
import { VoiceSession } from './session.ts';
import { VoiceTenant } from './tenant.ts';

export * from './agent.ts';
export * from './agent-runtime.ts';
export * from './agent-voice.ts';
export * from './common.ts';
export * from './define.ts';
export * from './limits.ts';
export * from './pool.ts';
export * from './session.ts';
export * from './tenant.ts';

export const resources = [VoiceAgent, VoicePool, VoiceSession, VoiceTenant] as const;
export * from './objects.ts';
