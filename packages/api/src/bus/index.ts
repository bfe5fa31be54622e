export * from './common.ts';
export * from './control.ts';
export * from './environment.ts';
export * from './record.ts';
export * from './reports.ts';
export * from './workers.ts';
