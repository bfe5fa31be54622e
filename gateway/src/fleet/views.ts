import type { VoiceAgentObject, VoicePoolObject } from '@switchboard/api';

const common = ({ name, generation }: { name: string; generation?: number }) => ({ name, generation: generation ?? 0 });

export const agentView = ({ metadata, spec, status }: VoiceAgentObject) => ({ ...common(metadata), spec, status });
export const poolView = ({ metadata, spec, status }: VoicePoolObject) => ({ ...common(metadata), spec, status });
