const gap = 4;
const margin = 8;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

/** Where a list of this size goes: below its button, above it when there is no room, and never off the screen. */
export function placement(
  button: Box,
  list: Size,
  screen: Size,
  align: 'start' | 'end',
): { left: number; top: number } {
  const wanted = align === 'start' ? button.left : button.right - list.width;
  const left = Math.max(margin, Math.min(wanted, screen.width - list.width - margin));
  const below = button.bottom + gap;
  const above = button.top - gap - list.height;
  const fitsBelow = below + list.height <= screen.height - margin;
  return {
    left,
    top: fitsBelow || above < margin ? Math.max(margin, Math.min(below, screen.height - list.height - margin)) : above,
  };
}

/** Puts an open popover beside its button. */
export function placeBeside(popover: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
  popover.dataset.placed = '';
  const { left, top } = placement(
    button.getBoundingClientRect(),
    { width: popover.offsetWidth, height: popover.offsetHeight },
    { width: document.documentElement.clientWidth, height: window.innerHeight },
    align,
  );
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
}
