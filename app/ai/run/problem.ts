import { isRefusal } from '../../errors/refusal.ts';
import { type FaultKind, ModelFault } from '../model.ts';

/** How an answer ended. `problem` is said to the person. */
export interface Ending {
  status: 'complete' | 'waiting' | 'stopped' | 'interrupted' | 'failed';
  problem?: string;
}

/** What went wrong, in a sentence that says what to do next. A fault of a model says itself what it was. */
export function problemOf(error: unknown, hasSaid: boolean): string {
  const next = hasSaid ? 'You can let the answer go on.' : 'Please try again.';
  if (isRefusal(error)) return error.message;
  if (error instanceof ModelFault) return `${error.message} ${hints[error.kind] ?? next}`;
  return `Something went wrong on our side. ${next}`;
}

const hints: Partial<Record<FaultKind, string>> = {
  'bad-key': 'An admin of the business can change it.',
  'too-long': 'Begin a new conversation, or choose a model with more room.',
  refused: 'Say it in other words, or choose another model.',
};
