import { type PointerEvent, useRef, useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { signatureBox } from '../../domain/quote-print.ts';
import { extend, type Point, pathOf, pointIn } from './signature-path.ts';

/** Draws with a finger, a pen or a mouse. Posts the strokes as path data; whoever cannot draw types their name instead. */
export function SignaturePad({ name, describedBy }: { name: string; describedBy?: string }) {
  const [strokes, setStrokes] = useState<readonly (readonly Point[])[]>([]);
  const pad = useRef<SVGSVGElement>(null);
  const path = pathOf(strokes);

  function point(event: PointerEvent): Point {
    const box = pad.current?.getBoundingClientRect() ?? { left: 0, top: 0, ...signatureBox };
    return pointIn(box, event.clientX, event.clientY);
  }

  function start(event: PointerEvent<SVGSVGElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setStrokes([...strokes, [point(event)]]);
  }

  function move(event: PointerEvent<SVGSVGElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const next = point(event);
    setStrokes((before) => [...before.slice(0, -1), extend(before.at(-1) ?? [], next)]);
  }

  return (
    <div className="grid gap-2">
      <svg
        ref={pad}
        className="aspect-3/1 w-full touch-none cursor-crosshair rounded-lg border border-edge bg-raised fill-none stroke-ink"
        viewBox={`0 0 ${signatureBox.width} ${signatureBox.height}`}
        role="img"
        aria-label={strokes.length > 0 ? 'Your signature' : 'Space for your signature'}
        aria-describedby={describedBy}
        onPointerDown={start}
        onPointerMove={move}
      >
        <path className="stroke-edge" d="M40 158H560M40 128l14 14M54 128l-14 14" strokeWidth="2" />
        <path d={path} strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <input type="hidden" name={name} value={path} />
      <div className="flex items-center justify-between gap-3">
        <span className="text-sm text-ink-soft">Sign above the line.</span>
        <Button size="small" variant="quiet" icon="undo" onClick={() => setStrokes([])} disabled={strokes.length === 0}>
          Clear
        </Button>
      </div>
    </div>
  );
}
