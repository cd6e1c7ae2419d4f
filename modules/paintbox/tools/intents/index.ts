import type { Intent } from '#app/ai/built-in/intent.ts';
import { findClients } from './clients.ts';

/** What the built-in model understands of this product, the likeliest questions first. */
export const paintboxIntents: readonly Intent[] = [findClients];
