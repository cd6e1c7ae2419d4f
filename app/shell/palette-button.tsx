import { lazy, Suspense, useEffect, useState } from 'react';
import type { Place } from '../manifest.ts';
import { Icon } from '../ui/icons.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import type { Product } from './places.ts';
import type { TenantName } from './rail.tsx';

// Most pages are read without it: it comes when it is first called.
const Palette = lazy(() => import('./palette.tsx').then(({ Palette }) => ({ default: Palette })));

export interface PaletteSource {
  tenant: TenantName;
  products: readonly Product[];
  ownPlaces: readonly Place[];
}

/** Opens search and commands; so do Ctrl-K, Cmd-K and the slash. */
export function PaletteButton(source: PaletteSource) {
  const [isCalled, setCalled] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setCalled(true);
    setOpen(true);
  };
  useShortcut(open);
  return (
    <>
      <button
        type="button"
        className="search-button needs-script"
        onClick={open}
        aria-keyshortcuts="Control+K Meta+K /"
      >
        <Icon name="search" />
        <span>Search and commands</span>
        <span aria-hidden="true">
          <KeyHint keys={['Ctrl', 'K']} />
        </span>
      </button>
      {isCalled && (
        <Suspense>
          <Palette {...source} open={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function useShortcut(open: () => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it only sets state, so the first one serves for ever
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!isCall(event)) return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function isCall(event: KeyboardEvent): boolean {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return event.key.toLowerCase() === 'k';
  const isPlainSlash = event.key === '/' && !event.altKey && !event.ctrlKey && !event.metaKey;
  return isPlainSlash && !isTyping(event.target);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
