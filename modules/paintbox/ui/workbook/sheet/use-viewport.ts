import { type RefObject, useEffect, useState } from 'react';
import type { Viewport } from './geometry.ts';

/** What of the sheet is in sight, less its headings. */
export function useViewport(box: RefObject<HTMLElement>, headings: { width: number; height: number }): Viewport {
  const [view, setView] = useState<Viewport>({ top: 0, left: 0, width: 900, height: 500 });
  const { width, height } = headings;
  useEffect(() => {
    const frame = box.current;
    if (!frame) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      const next = {
        top: frame.scrollTop,
        left: frame.scrollLeft,
        width: frame.clientWidth - width,
        height: frame.clientHeight - height,
      };
      setView((now) =>
        Object.keys(next).every((key) => now[key as keyof Viewport] === next[key as keyof Viewport]) ? now : next,
      );
    };
    const ask = () => {
      asked ||= requestAnimationFrame(look);
    };
    look();
    const sizes = new ResizeObserver(ask);
    sizes.observe(frame);
    frame.addEventListener('scroll', ask, { passive: true });
    return () => {
      cancelAnimationFrame(asked);
      sizes.disconnect();
      frame.removeEventListener('scroll', ask);
    };
  }, [box, width, height]);
  return view;
}
