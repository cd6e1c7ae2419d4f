import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';

/**
 * Ticking rows of a long table. The boxes are the browser's own and the table listens once for all of them, so that a
 * tick draws nothing again. A click ticks one, Shift-click a range; arrows move, with Shift they extend; Ctrl/Cmd-A
 * ticks all, Escape none.
 */
export function useRowPicks(rows: readonly unknown[]) {
  const body = useRef<HTMLTableSectionElement>(null);
  const all = useRef<HTMLInputElement>(null);
  const anchor = useRef<HTMLInputElement>();
  const [count, setCount] = useState(0);

  function recount() {
    const boxes = boxesIn(body.current);
    const ticked = boxes.filter((box) => box.checked).length;
    setCount(ticked);
    if (!all.current) return;
    all.current.checked = ticked > 0 && ticked === boxes.length;
    all.current.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows have other boxes
  useEffect(recount, [rows]);

  function tick(boxes: readonly HTMLInputElement[], checked: boolean) {
    for (const box of boxes) box.checked = checked;
    recount();
  }

  function onClick(event: MouseEvent) {
    const box = boxAt(event.target);
    if (!box) return;
    const { current } = anchor;
    if (event.shiftKey && current) tick(between(boxesIn(body.current), current, box), box.checked);
    anchor.current = box;
    recount();
  }

  function onKeyDown(event: KeyboardEvent) {
    const box = boxAt(event.target);
    if (!box) return;
    const boxes = boxesIn(body.current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) move(boxes, box, step, event.shiftKey);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) tick(boxes, !boxes.every(({ checked }) => checked));
    else if (event.key === 'Escape') tick(boxes, false);
    else return;
    event.preventDefault();
  }

  function move(boxes: readonly HTMLInputElement[], from: HTMLInputElement, step: number, isExtending: boolean) {
    const next = boxes[boxes.indexOf(from) + step];
    if (!next) return;
    if (isExtending) tick([from, next], true);
    next.focus();
  }

  return {
    body,
    all,
    count,
    onClick,
    onKeyDown,
    toggleAll: () => tick(boxesIn(body.current), all.current?.checked ?? false),
    clear: () => tick(boxesIn(body.current), false),
  };
}

function boxesIn(body: HTMLElement | null): HTMLInputElement[] {
  return [...(body?.querySelectorAll<HTMLInputElement>('.row-check') ?? [])];
}

function boxAt(target: EventTarget): HTMLInputElement | undefined {
  return target instanceof HTMLInputElement && target.matches('.row-check') ? target : undefined;
}

function between(
  boxes: readonly HTMLInputElement[],
  one: HTMLInputElement,
  other: HTMLInputElement,
): HTMLInputElement[] {
  const ends = [boxes.indexOf(one), boxes.indexOf(other)];
  return boxes.slice(Math.max(0, Math.min(...ends)), Math.max(...ends) + 1);
}
