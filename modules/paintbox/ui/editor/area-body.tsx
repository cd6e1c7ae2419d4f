import { lazy, Suspense, useState } from 'react';
import { Button, IconButton } from '#app/ui/button.tsx';
import { numberText } from '#app/ui/figures.ts';
import { toText } from '#app/values/decimal.ts';
import { newId } from '#app/values/id.ts';
import { formatLength } from '#app/values/quantity.ts';
import { addOpening, addSurface, changeArea, changeOpening, newSurface, removeOpening } from '../../domain/edit.ts';
import type { Area, Opening, Option, Shape } from '../../domain/estimate.ts';
import type { PricedLine, Problem } from '../../domain/priced.ts';
import { geometryOf } from '../../domain/takeoff.ts';
import { ChoiceCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { reshape } from './edits.ts';
import { RoomDrawing } from './room-drawing.tsx';
import { SurfaceRow } from './surface-row.tsx';
import { readDecimal, readOptionalDimension, readWhole } from './typed.ts';
import { figureText, unitLabel, volumeUnit } from './units.ts';

const AddSurface = lazy(() => import('./add-surface.tsx'));

export interface AreaBodyProps {
  id: string;
  area: Area;
  lines: readonly PricedLine[];
  problems: readonly Problem[];
  options: readonly Option[];
}

/** An open area: the drawing and what it measures, its openings, its surfaces. */
export function AreaBody({ id, area, lines, problems, options }: AreaBodyProps) {
  const { book } = useEditor();
  const byId = new Map(lines.map((line) => [line.id, line]));
  return (
    <section id={id} className="ed-body" aria-label={area.name}>
      <div className="ed-room">
        <Drawing area={area} />
        <Openings area={area} />
        <AreaSettings area={area} />
      </div>
      <div className="ed-surface ed-head" aria-hidden="true">
        <span>Surface</span>
        <span className="ed-cell-end">Quantity</span>
        <span className="ed-cell-end">Coats</span>
        <span>Product</span>
        <span>Colour</span>
        <span className="ed-cell-end">Hours</span>
        <span className="ed-cell-end">{volumeUnit(book.units)}</span>
        <span className="ed-cell-end">Price</span>
        <span />
      </div>
      <ul className="ed-surfaces">
        {area.surfaces.map((surface) => (
          <SurfaceRow
            key={surface.id}
            areaId={area.id}
            areaName={area.name}
            place={area.place}
            surface={surface}
            line={byId.get(surface.id)}
            problem={problems.find(({ lineId }) => lineId === surface.id)?.message}
            optionName={options.find((option) => option.id === surface.optionId)?.name}
          />
        ))}
      </ul>
      <SurfaceAdder area={area} />
    </section>
  );
}

function Drawing({ area }: { area: Area }) {
  const { book, locale } = useEditor();
  const geometry = geometryOf(area, book.units, book.openings);
  const square = book.units === 'imperial' ? 'sqft' : 'm2';
  const run = book.units === 'imperial' ? 'ft' : 'm';
  const isInside = area.place === 'interior';
  const floor = isInside && geometry.ceiling !== null ? figureText(toText(geometry.ceiling), square, locale) : '';
  const facts = [
    { term: 'Walls', value: figureText(toText(geometry.walls), square, locale) },
    {
      term: 'Openings off',
      value: geometry.deducted.units > 0n ? figureText(toText(geometry.deducted), square, locale) : '',
    },
    { term: 'Ceiling', value: floor },
    { term: 'Baseboard', value: isInside ? figureText(toText(geometry.baseboard), run, locale) : '' },
  ].filter(({ value }) => value !== '');
  return (
    <>
      <figure className="ed-drawing">
        <RoomDrawing area={area} rule={book.openings} detail={floor} />
      </figure>
      <dl className="ed-facts">
        {facts.map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const openingNames = { door: 'Door', window: 'Window', other: 'Opening' } as const;

/** Measured openings. Those of the standard size need no more than their number in the row above. */
function Openings({ area }: { area: Area }) {
  const { store, isReadOnly } = useEditor();
  const add = (kind: Opening['kind']) =>
    store.edit((doc) =>
      addOpening(doc, { areaId: area.id, opening: { id: newId(), kind, count: 1, width: null, height: null } }),
    );
  return (
    <div className="ed-openings">
      {area.openings.length > 0 && (
        <ul>
          {area.openings.map((opening) => (
            <OpeningRow key={opening.id} area={area} opening={opening} />
          ))}
        </ul>
      )}
      {!isReadOnly && (
        <div className="ed-adders">
          {(['door', 'window', 'other'] as const).map((kind) => (
            <Button key={kind} variant="quiet" size="small" icon="plus" onClick={() => add(kind)}>
              {openingNames[kind]}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function OpeningRow({ area, opening }: { area: Area; opening: Opening }) {
  const { store, book, isReadOnly } = useEditor();
  const ids = { areaId: area.id, openingId: opening.id };
  const name = openingNames[opening.kind];
  const of = `of ${name.toLowerCase()} in ${area.name}`;
  const standard = opening.kind === 'door' ? book.openings.door : book.openings.window;
  return (
    <li className="ed-opening" data-row={opening.id}>
      <TextCell
        col="opening-count"
        label={`Number ${of}`}
        text={String(opening.count)}
        read={readWhole('Number', 0, 999)}
        change={(count) => (doc) => changeOpening(doc, { ...ids, change: { count } })}
        step={`${opening.id}.count`}
        align="end"
        inputMode="numeric"
      />
      <span className="ed-opening-name">{opening.count === 1 ? name : `${name}s`}</span>
      {(['width', 'height'] as const).map((side) => (
        <TextCell
          key={side}
          col={`opening-${side}`}
          label={`${side === 'width' ? 'Width' : 'Height'} ${of}`}
          text={opening[side]?.typed ?? ''}
          placeholder={formatLength(standard[side], book.units)}
          read={readOptionalDimension(book.units)}
          change={(value) => (doc) => changeOpening(doc, { ...ids, change: { [side]: value } })}
          step={`${opening.id}.${side}`}
          align="end"
          className={side === 'height' ? 'ed-cell-by' : undefined}
        />
      ))}
      {!isReadOnly && (
        <IconButton
          icon="x"
          size="small"
          label={`Remove ${name.toLowerCase()} from ${area.name}`}
          onClick={() => store.edit((doc) => removeOpening(doc, ids))}
        />
      )}
    </li>
  );
}

const shapeNames: { value: Shape['kind']; label: string }[] = [
  { value: 'rectangle', label: 'Room' },
  { value: 'wall', label: 'One wall' },
  { value: 'gable', label: 'Gable' },
  { value: 'custom', label: 'By quantity' },
];

const places = [
  { value: 'interior', label: 'Inside' },
  { value: 'exterior', label: 'Outside' },
];

function AreaSettings({ area }: { area: Area }) {
  const { book } = useEditor();
  const areaId = area.id;
  return (
    <div className="ed-area-settings">
      <ChoiceCell
        col="condition"
        label={`Condition of ${area.name}`}
        caption="Condition"
        value={area.conditionId}
        options={book.conditions.map(({ id, name }) => ({ value: id, label: name }))}
        change={(conditionId) => (doc) => changeArea(doc, { areaId, change: { conditionId } })}
      />
      <ChoiceCell
        col="shape"
        label={`Shape of ${area.name}`}
        caption="Shape"
        value={area.shape.kind}
        options={shapeNames}
        change={(kind) => (doc) => {
          const shape = shapeNames.find(({ value }) => value === kind)?.value;
          const current = doc.areas.find(({ id }) => id === areaId);
          return shape && current ? reshape(doc, current, shape, book.units) : doc;
        }}
      />
      <ChoiceCell
        col="place"
        label={`Place of ${area.name}`}
        caption="Place"
        value={area.place}
        options={places}
        change={(place) => (doc) =>
          changeArea(doc, { areaId, change: { place: place === 'exterior' ? 'exterior' : 'interior' } })
        }
      />
      {area.shape.kind === 'custom' && <StatedQuantities area={area} shape={area.shape} />}
    </div>
  );
}

function StatedQuantities({ area, shape }: { area: Area; shape: Extract<Shape, { kind: 'custom' }> }) {
  const { book, locale } = useEditor();
  const square = unitLabel(book.units === 'imperial' ? 'sqft' : 'm2');
  const run = unitLabel(book.units === 'imperial' ? 'ft' : 'm');
  const fields = [
    { key: 'wallArea', label: 'Wall area', unit: square },
    { key: 'floorArea', label: 'Floor area', unit: square },
    { key: 'perimeter', label: 'Perimeter', unit: run },
  ] as const;
  return fields.map(({ key, label, unit }) => (
    <TextCell
      key={key}
      col={key}
      label={`${label} of ${area.name}`}
      caption={label}
      text={numberText(shape[key], locale, { places: 6 })}
      suffix={unit}
      read={readDecimal(label, locale, { min: 0 })}
      change={(value) => (doc) => changeArea(doc, { areaId: area.id, change: { shape: { ...shape, [key]: value } } })}
      step={`${area.id}.${key}`}
      align="end"
      inputMode="decimal"
    />
  ));
}

/** A button that becomes a search among the kinds of surface. */
function SurfaceAdder({ area }: { area: Area }) {
  const { store, book, isReadOnly } = useEditor();
  const [isOpen, setOpen] = useState(false);
  if (isReadOnly) return null;

  function add(kindId: string) {
    const surface = newSurface(book, kindId, newId());
    store.edit((doc) => addSurface(doc, { areaId: area.id, surface }));
    setOpen(false);
    // The new row takes the focus where there is most to say: at its quantity.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${surface.id}"] [data-col="quantity"]`)?.focus(),
    );
  }

  return (
    <div className="ed-adders">
      {isOpen ? (
        <Suspense fallback={null}>
          <AddSurface area={area} onChoose={add} onClose={() => setOpen(false)} />
        </Suspense>
      ) : (
        <Button variant="quiet" size="small" icon="plus" data-add-surface onClick={() => setOpen(true)}>
          Surface
        </Button>
      )}
    </div>
  );
}
