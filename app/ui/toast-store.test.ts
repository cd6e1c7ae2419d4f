import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentToasts, dismissToast, onToastsChange, shownFor, toast } from './toast-store.ts';

afterEach(() => {
  for (const { id } of currentToasts()) dismissToast(id);
});

describe('toasts', () => {
  it('are said to whoever listens, and put away', () => {
    const heard = vi.fn();
    const stop = onToastsChange(heard);
    toast({ message: 'Saved.' });
    expect(currentToasts().map(({ message }) => message)).toEqual(['Saved.']);
    dismissToast(currentToasts()[0]?.id ?? 0);
    stop();
    toast({ message: 'Unheard.' });
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('are never more than four', () => {
    for (const message of ['1', '2', '3', '4', '5']) toast({ message });
    expect(currentToasts().map(({ message }) => message)).toEqual(['2', '3', '4', '5']);
  });

  it('stay longer with an undo, and for ever with a problem', () => {
    expect(shownFor({ message: 'Archived.', undo: { action: '/' } })).toBeGreaterThan(
      shownFor({ message: 'Saved.' }) ?? 0,
    );
    expect(shownFor({ message: 'Refused.', tone: 'problem' })).toBeUndefined();
  });
});
