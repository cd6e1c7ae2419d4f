import { type RefObject, useEffect } from 'react';

/** Tells an element how much of the screen an on-screen keyboard leaves it, as `--visible-height`. */
export function useVisibleHeight(box: RefObject<HTMLElement>) {
  useEffect(() => {
    const screen = window.visualViewport;
    if (!screen) return;
    const tell = () => {
      box.current?.style.setProperty('--visible-height', `${Math.round(screen.height)}px`);
      box.current?.style.setProperty('--visible-top', `${Math.round(screen.offsetTop)}px`);
    };
    tell();
    screen.addEventListener('resize', tell);
    screen.addEventListener('scroll', tell);
    return () => {
      screen.removeEventListener('resize', tell);
      screen.removeEventListener('scroll', tell);
    };
  }, [box]);
}
