import { type ReactNode, Suspense, useRef } from 'react';

/** What is fetched when it is first opened, and then stays: a dialog gives the focus back when it closes. */
export function OnceOpen({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  const wasOpen = useRef(false);
  wasOpen.current ||= isOpen;
  return wasOpen.current ? <Suspense>{children}</Suspense> : null;
}
