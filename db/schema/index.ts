export * from './activity.ts';
export * from './api.ts';
export * from './core.ts';
export * from './factors.ts';
export * from './identity.ts';
export * from './mail.ts';
export * from './paintbox.ts';
export * from './security.ts';
