import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useState } from 'react';

const narrowest = 320;
const widest = 720;
const first = 400;
const step = 40;
const keptAs = 'candlefish:assistant-width';

/** The edge of the panel, which the pointer and the arrows move. The width is remembered. */
export function WidthHandle({ panel }: { panel: RefObject<HTMLElement> }) {
  const [width, setWidth] = useState(readWidth);
  useEffect(() => {
    panel.current?.closest<HTMLElement>('.frame')?.style.setProperty('--panel-width', `${width}px`);
    try {
      localStorage.setItem(keptAs, String(width));
    } catch {
      // It is as wide as ever next time.
    }
  }, [panel, width]);

  function drag(event: PointerEvent<HTMLElement>) {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setWidth(fitting(window.innerWidth - event.clientX));
  }

  function press(event: KeyboardEvent) {
    const to = { ArrowLeft: width + step, ArrowRight: width - step, Home: widest, End: narrowest }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setWidth(fitting(to));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved is no rule between paragraphs
    <div
      className="panel-handle"
      role="separator"
      aria-label="Width of the assistant"
      aria-orientation="vertical"
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      aria-valuenow={width}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}

function readWidth(): number {
  try {
    return fitting(Number(localStorage.getItem(keptAs)) || first);
  } catch {
    return first;
  }
}

/** Half of the window at most stays for the page. */
function fitting(width: number): number {
  return Math.round(Math.max(narrowest, Math.min(width, widest, window.innerWidth / 2)));
}
