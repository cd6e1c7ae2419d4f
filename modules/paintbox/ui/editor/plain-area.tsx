import { LinkButton } from '#app/ui/button.tsx';
import { Checkbox, Select } from '#app/ui/choice-fields.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '#app/ui/form.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';
import type { Area, Surface } from '../../domain/estimate.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { openingCount } from './edits.ts';
import { kindsFor, productName } from './units.ts';

interface PlainAreaProps {
  area: Area;
  book: RateBook;
  version: number;
}

const sides = [
  ['length', 'Length'],
  ['width', 'Width'],
  ['height', 'Height'],
  ['wallArea', 'Wall area'],
  ['floorArea', 'Floor area'],
  ['perimeter', 'Perimeter'],
] as const;

/** One room as a plain form, for a browser without a script. The sheet is the better place for everyone else. */
export default function PlainArea({ area, book, version }: PlainAreaProps) {
  const shape: Record<string, unknown> = area.shape;
  return (
    <section className="card" aria-labelledby="plain-area-title">
      <div className="section-header">
        <h2 id="plain-area-title">{area.name}</h2>
        <LinkButton to="?" variant="quiet">
          Close
        </LinkButton>
      </div>
      <Form name="area">
        <input type="hidden" name="intent" value="area" />
        <input type="hidden" name="area" value={area.id} />
        <input type="hidden" name="version" value={version} />
        <FormRow>
          <TextField name="name" label="Name" defaultValue={area.name} />
          {sides
            .filter(([side]) => side in shape)
            .map(([side, label]) => (
              <TextField key={side} name={side} label={label} defaultValue={sideText(shape[side])} />
            ))}
          <TextField
            name="doors"
            label="Doors"
            inputMode="numeric"
            defaultValue={openingCount(area.openings, 'door')}
          />
          <TextField
            name="windows"
            label="Windows"
            inputMode="numeric"
            defaultValue={openingCount(area.openings, 'window')}
          />
          <Select
            name="condition"
            label="Condition"
            defaultValue={area.conditionId}
            options={book.conditions.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </FormRow>
        {area.surfaces.map((surface) => (
          <SurfaceFields key={surface.id} surface={surface} book={book} />
        ))}
        <Select
          name="addSurface"
          label="Add a surface"
          optional
          defaultValue=""
          placeholder="None"
          options={kindsFor(book, area.place).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextArea name="note" label="Note" optional defaultValue={area.note} />
        <FormActions>
          <SubmitButton>Save {area.name}</SubmitButton>
        </FormActions>
      </Form>
      <Form name="remove-area" className="form-inline">
        <input type="hidden" name="intent" value="remove-area" />
        <input type="hidden" name="area" value={area.id} />
        <SubmitButton variant="danger">Remove {area.name}</SubmitButton>
      </Form>
    </section>
  );
}

function sideText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'typed' in value ? String(value.typed) : '';
}

function SurfaceFields({ surface, book }: { surface: Surface; book: RateBook }) {
  const kind = book.surfaceKinds.find(({ id }) => id === surface.kindId);
  const name = kind?.name ?? surface.kindId;
  const field = (part: string) => `surface.${surface.id}.${part}`;
  return (
    <fieldset className="ed-plain-surface">
      <legend>{name}</legend>
      <FormRow>
        <TextField
          name={field('quantity')}
          label="Quantity"
          optional
          help={kind?.derive === 'none' ? undefined : 'Empty: as the room measures.'}
          defaultValue={surface.quantity.kind === 'stated' ? surface.quantity.typed : ''}
        />
        <TextField name={field('coats')} label="Coats" inputMode="numeric" defaultValue={surface.coats} />
        <Select
          name={field('product')}
          label="Product"
          optional
          defaultValue={surface.productId ?? ''}
          placeholder={productName(book, kind?.productId ?? null) || 'None'}
          options={book.products.map(({ id, name: label }) => ({ value: id, label }))}
        />
        <TextField name={field('colour')} label="Colour" optional defaultValue={surface.colour} />
      </FormRow>
      <Checkbox name={field('excluded')} label="Not included" defaultChecked={surface.isExcluded} />
      <Checkbox name={field('remove')} label={`Remove ${name.toLowerCase()}`} />
    </fieldset>
  );
}
