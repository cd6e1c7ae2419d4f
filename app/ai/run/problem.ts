import { isRefusal } from '../../errors/refusal.ts';
import { type FaultKind, ModelFault } from '../model.ts';

/** How an answer ended. `problem` is said to the person. */
export interface Ending {
  status: 'complete' | 'waiting' | 'stopped' | 'interrupted' | 'failed';
  problem?: string;
}

/**
 * What went wrong, in a sentence; a fault of a model says itself what it was. Whether the answer can go on or has to be
 * made again is known where it is shown, which has the button for it: what was said after it decides, and who reads it.
 */
export function problemOf(error: unknown): string {
  if (isRefusal(error)) return error.message;
  if (error instanceof ModelFault) return [error.message, hints[error.kind]].filter(Boolean).join(' ');
  return 'Something went wrong on our side.';
}

const hints: Partial<Record<FaultKind, string>> = {
  'bad-key': 'An admin of the business can change it.',
  'too-long': 'Begin a new conversation, or choose a model with more room.',
  refused: 'Say it in other words, or choose another model.',
};
