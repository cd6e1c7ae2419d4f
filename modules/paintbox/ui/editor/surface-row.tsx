import { memo } from 'react';
import { IconButton } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { moneyText, numberText } from '#app/ui/figures.ts';
import { Icon } from '#app/ui/icons.tsx';
import { changeSurface } from '../../domain/edit.ts';
import type { Area, Estimate, Surface } from '../../domain/estimate.ts';
import type { PricedLine } from '../../domain/priced.ts';
import { unitOf } from '../../domain/takeoff.ts';
import { ChoiceCell, FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { changeKind, quantityOf } from './edits.ts';
import { readQuantity, readText, readWhole } from './typed.ts';
import { kindsFor, productName, unitLabel, volumeUnit } from './units.ts';

interface SurfaceRowProps {
  areaId: string;
  areaName: string;
  place: Area['place'];
  surface: Surface;
  line: PricedLine | undefined;
  problem: string | undefined;
  /** The name of the option that this surface belongs to by itself. */
  optionName: string | undefined;
}

const readCoats = readWhole('Coats', 1, 3);
const readColour = readText('Colour', 60);

/** One painted surface: what it is, how much of it, and what that takes. */
export const SurfaceRow = memo(function SurfaceRow(props: SurfaceRowProps) {
  const { areaId, areaName, place, surface, line, problem, optionName } = props;
  const { store, book, locale, currency, explain, showDetails } = useEditor();
  const kind = book.surfaceKinds.find(({ id }) => id === surface.kindId);
  const name = kind?.name ?? surface.kindId;
  const of = `of ${name} in ${areaName}`;
  const unit = kind ? unitOf(kind.measure, book.units) : 'each';
  const isDerivable = kind !== undefined && kind.derive !== 'none';
  const isStated = surface.quantity.kind === 'stated';
  const ids = { areaId, surfaceId: surface.id };
  const edit = (change: Partial<Surface>) => (doc: Estimate) => changeSurface(doc, { ...ids, change });
  const opens = (figure: 'quantity' | 'hours' | 'volume' | 'amount') => () =>
    explain({ of: 'line', id: surface.id, figure });
  const standard = productName(book, kind?.productId ?? null) || 'No product';

  return (
    <li className={cx('ed-surface', surface.isExcluded && 'is-excluded')} data-row={surface.id} data-area={areaId}>
      <ChoiceCell
        col="kind"
        label={`Surface ${of}`}
        value={surface.kindId}
        options={kindsFor(book, place).map(({ id, name: label }) => ({ value: id, label }))}
        change={(kindId) => (doc) => changeKind(doc, { ...ids, kindId, book: store.book })}
        className="ed-cell-name"
      />
      <TextCell
        col="quantity"
        label={`Quantity ${of}`}
        caption="Quantity"
        text={surface.quantity.kind === 'stated' ? surface.quantity.typed : numberText(line?.quantity ?? '0', locale)}
        suffix={unitLabel(unit)}
        isDerived={!isStated}
        read={readQuantity(unit, locale)}
        change={(typed) => edit({ quantity: quantityOf(typed, isDerivable) })}
        step={`${surface.id}.quantity`}
        align="end"
        inputMode="decimal"
      />
      <TextCell
        col="coats"
        label={`Coats ${of}`}
        caption="Coats"
        text={String(surface.coats)}
        read={readCoats}
        change={(coats) => edit({ coats })}
        step={`${surface.id}.coats`}
        align="end"
        inputMode="numeric"
      />
      <ChoiceCell
        col="product"
        label={`Product ${of}`}
        caption="Product"
        value={surface.productId ?? ''}
        options={[
          { value: '', label: standard },
          ...book.products.map(({ id, name: label }) => ({ value: id, label })),
        ]}
        isDerived={surface.productId === null}
        change={(id) => edit({ productId: id || null })}
        className="ed-cell-product"
      />
      <TextCell
        col="colour"
        label={`Colour ${of}`}
        caption="Colour"
        text={surface.colour}
        placeholder="Colour"
        list="ed-colours"
        read={readColour}
        change={(colour) => edit({ colour })}
        step={`${surface.id}.colour`}
        className="ed-cell-colour"
      />
      <FigureCell col="hours" label={`Hours ${of}`} caption="Hours" onOpen={opens('hours')} isAside>
        {line && !surface.isExcluded ? numberText(hoursOf(line), locale, { places: 2, fixed: true }) : '–'}
      </FigureCell>
      <FigureCell col="volume" label={`Paint ${of}`} caption={volumeUnit(book.units)} onOpen={opens('volume')} isAside>
        {line && !surface.isExcluded ? numberText(line.volume, locale, { places: 2, fixed: true }) : '–'}
      </FigureCell>
      <FigureCell
        col="amount"
        label={`Price ${of}`}
        caption="Price"
        onOpen={opens('amount')}
        className="ed-cell-amount"
      >
        {surface.isExcluded ? 'not included' : moneyText(line?.amount ?? 0, { locale, currency })}
      </FigureCell>
      <div className="ed-cell ed-cell-more">
        <IconButton
          icon="more"
          size="small"
          label={`More about ${name} in ${areaName}`}
          data-col="more"
          onClick={() => showDetails(ids)}
        />
      </div>
      <Marks surface={surface} optionName={optionName} problem={problem} />
    </li>
  );
});

function hoursOf(line: PricedLine): string {
  const hundredths = Math.round(Number(line.hours) * 100) + Math.round(Number(line.prepHours) * 100);
  return (hundredths / 100).toFixed(2);
}

/** What is unusual about a surface, in words below it. */
function Marks({ surface, optionName, problem }: { surface: Surface; optionName?: string; problem?: string }) {
  const isStated = surface.quantity.kind === 'stated';
  const marks = [
    optionName && `In option “${optionName}”`,
    !surface.isPrepIncluded && 'Without preparation',
    surface.sheen && `Sheen: ${surface.sheen}`,
    isStated &&
      surface.quantity.kind === 'stated' &&
      surface.quantity.typed.match(/[^\d.,\s]/) &&
      `= ${surface.quantity.value}`,
    surface.note,
  ].filter((mark): mark is string => typeof mark === 'string' && mark !== '');
  if (marks.length === 0 && !problem) return null;
  return (
    <p className="ed-marks">
      {problem && (
        <span className="ed-problem">
          <Icon name="warning" />
          {problem}
        </span>
      )}
      {marks.join(' · ')}
    </p>
  );
}
