export { type MemoryReading, readMemory } from './cgroup.ts';
export { LoopLag } from './loop-lag.ts';
export { type MemoryLevel, type MemoryShares, MemoryWatch, memoryLevel } from './memory-watch.ts';
