export * from './activity.ts';
export * from './core.ts';
export * from './paintbox.ts';
