import { useEffect, useRef } from 'react';
import { Combobox } from '#app/ui/combobox.tsx';
import type { Area } from '../../domain/estimate.ts';
import { useEditor } from './context.tsx';
import { kindsFor } from './units.ts';

interface AddSurfaceProps {
  area: Area;
  onChoose: (kindId: string) => void;
  onClose: () => void;
}

const derivedFrom: Record<string, string> = {
  walls: 'from the walls',
  ceiling: 'from the floor plan',
  floor: 'from the floor plan',
  baseboard: 'from the perimeter',
  perimeter: 'from the perimeter',
  doors: 'from the doors',
  windows: 'from the windows',
  none: 'state the quantity',
};

/** Finds a kind of surface by typing; Enter adds it. */
export default function AddSurface({ area, onChoose, onClose }: AddSurfaceProps) {
  const { book } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLInputElement>('input:not([type=hidden])')?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from the search inside
    <div
      ref={box}
      className="ed-add-surface"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
    >
      <Combobox
        name={`add-surface-${area.id}`}
        label={`Surface to add to ${area.name}`}
        hideLabel
        placeholder="Which surface?"
        options={kindsFor(book, area.place).map(({ id, name, derive }) => ({
          value: id,
          label: name,
          detail: derivedFrom[derive],
        }))}
        onChoose={(option) => option && onChoose(option.value)}
      />
    </div>
  );
}
