import { Button } from '#app/ui/button.tsx';
import { Checkbox, Select } from '#app/ui/choice-fields.tsx';
import { Dialog } from '#app/ui/dialog.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';
import { newId } from '#app/values/id.ts';
import {
  addSurface,
  changeArea,
  changeSurface,
  duplicateArea,
  removeArea,
  removeSurface,
  reorder,
  reorderSurface,
} from '../../domain/edit.ts';
import type { Area, Estimate, Option, Surface } from '../../domain/estimate.ts';
import { useEditor } from './context.tsx';

interface DetailsDialogProps {
  doc: Estimate;
  areaId: string;
  surfaceId?: string;
  onClose: () => void;
}

/** All that does not fit into a row: what belongs to which option, notes, order, removal. */
export default function DetailsDialog({ doc, areaId, surfaceId, onClose }: DetailsDialogProps) {
  const area = doc.areas.find(({ id }) => id === areaId);
  const surface = area?.surfaces.find(({ id }) => id === surfaceId);
  if (!area || (surfaceId !== undefined && !surface)) return null;
  return surface ? (
    <SurfaceDetails area={area} surface={surface} options={doc.options} onClose={onClose} />
  ) : (
    <AreaDetails area={area} options={doc.options} onClose={onClose} />
  );
}

function OptionSelect({
  value,
  options,
  base,
  onChange,
}: {
  value: string | null;
  options: readonly Option[];
  base: string;
  onChange: (id: string | null) => void;
}) {
  const { isReadOnly } = useEditor();
  if (options.length === 0) return null;
  return (
    <Select
      name="detail-option"
      label="Belongs to"
      value={value ?? ''}
      disabled={isReadOnly}
      options={[
        { value: '', label: base },
        ...options.map(({ id, name }) => ({ value: id, label: `Option: ${name}` })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

interface RowActionsProps {
  onUp: () => void;
  onDown: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClose: () => void;
}

function RowActions({ onUp, onDown, onDuplicate, onRemove, onClose }: RowActionsProps) {
  const { isReadOnly } = useEditor();
  if (isReadOnly) return null;
  const andClose = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <div className="toolbar">
      <Button size="small" icon="arrow-up" onClick={onUp}>
        Up
      </Button>
      <Button size="small" icon="arrow-down" onClick={onDown}>
        Down
      </Button>
      <Button size="small" icon="copy" onClick={andClose(onDuplicate)}>
        Duplicate
      </Button>
      <Button size="small" icon="trash" onClick={andClose(onRemove)}>
        Remove
      </Button>
    </div>
  );
}

function SurfaceDetails({
  area,
  surface,
  options,
  onClose,
}: {
  area: Area;
  surface: Surface;
  options: readonly Option[];
  onClose: () => void;
}) {
  const { store, book, isReadOnly } = useEditor();
  const ids = { areaId: area.id, surfaceId: surface.id };
  const at = area.surfaces.indexOf(surface);
  const edit = (change: Partial<Surface>, step?: string) =>
    store.edit((doc) => changeSurface(doc, { ...ids, change }), step);
  const name = book.surfaceKinds.find(({ id }) => id === surface.kindId)?.name ?? surface.kindId;
  return (
    <Dialog open onClose={onClose} title={`${name}, ${area.name}`} actions={<Button onClick={onClose}>Done</Button>}>
      <TextField
        name="detail-sheen"
        label="Sheen"
        optional
        value={surface.sheen}
        readOnly={isReadOnly}
        maxLength={40}
        onChange={(event) => edit({ sheen: event.currentTarget.value }, `${surface.id}.sheen`)}
      />
      <TextField
        name="detail-note"
        label="Note"
        optional
        value={surface.note}
        readOnly={isReadOnly}
        maxLength={500}
        onChange={(event) => edit({ note: event.currentTarget.value }, `${surface.id}.note`)}
      />
      <OptionSelect
        value={surface.optionId}
        options={options}
        base={`The same as ${area.name}`}
        onChange={(optionId) => edit({ optionId })}
      />
      <Checkbox
        name="detail-prep"
        label="With preparation"
        checked={surface.isPrepIncluded}
        disabled={isReadOnly}
        onChange={(event) => edit({ isPrepIncluded: event.currentTarget.checked })}
      />
      <Checkbox
        name="detail-excluded"
        label="Not included"
        help="Named in the quote as not included; costs and prices nothing."
        checked={surface.isExcluded}
        disabled={isReadOnly}
        onChange={(event) => edit({ isExcluded: event.currentTarget.checked })}
      />
      <RowActions
        onUp={() => store.edit((doc) => reorderSurface(doc, { ...ids, to: at - 1 }))}
        onDown={() => store.edit((doc) => reorderSurface(doc, { ...ids, to: at + 1 }))}
        onDuplicate={() =>
          store.edit((doc) => addSurface(doc, { areaId: area.id, surface: { ...surface, id: newId() } }))
        }
        onRemove={() => store.edit((doc) => removeSurface(doc, ids))}
        onClose={onClose}
      />
    </Dialog>
  );
}

function AreaDetails({ area, options, onClose }: { area: Area; options: readonly Option[]; onClose: () => void }) {
  const { store, isReadOnly } = useEditor();
  const areaId = area.id;
  const edit = (change: Partial<Area>, step?: string) => store.edit((doc) => changeArea(doc, { areaId, change }), step);
  const at = store.doc.areas.findIndex(({ id }) => id === areaId);
  return (
    <Dialog open onClose={onClose} title={area.name} actions={<Button onClick={onClose}>Done</Button>}>
      <TextArea
        key={areaId}
        name="detail-note"
        label="Note"
        optional
        defaultValue={area.note}
        readOnly={isReadOnly}
        maxLength={1000}
        onChange={(event) => edit({ note: event.currentTarget.value }, `${areaId}.note`)}
      />
      <OptionSelect
        value={area.optionId}
        options={options}
        base="The base price"
        onChange={(optionId) => edit({ optionId })}
      />
      <RowActions
        onUp={() => store.edit((doc) => reorder(doc, { list: 'areas', id: areaId, to: at - 1 }))}
        onDown={() => store.edit((doc) => reorder(doc, { list: 'areas', id: areaId, to: at + 1 }))}
        onDuplicate={() => store.edit((doc) => duplicateArea(doc, { areaId, newId }))}
        onRemove={() => store.edit((doc) => removeArea(doc, { areaId }))}
        onClose={onClose}
      />
    </Dialog>
  );
}
