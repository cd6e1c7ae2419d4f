import { memo } from 'react';
import { IconButton } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { moneyText, numberText } from '#app/ui/figures.ts';
import { Icon } from '#app/ui/icons.tsx';
import { newId } from '#app/values/id.ts';
import { changeArea, setDimension } from '../../domain/edit.ts';
import type { Area, Option } from '../../domain/estimate.ts';
import type { PricedLine, Problem } from '../../domain/priced.ts';
import { Cell, FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { type CountedOpening, openingCount, setOpeningCount } from './edits.ts';
import { NearBody } from './near-body.tsx';
import { readDimension, readText, readWhole } from './typed.ts';

export interface AreaBlockProps {
  area: Area;
  lines: readonly PricedLine[];
  amount: number;
  hours: number;
  problems: readonly Problem[];
  options: readonly Option[];
  isOpen: boolean;
  /** Few enough areas to draw all that are open at once. */
  isEager: boolean;
  onToggle: (areaId: string) => void;
}

const readName = readText('Area name', 80, true);

/** A room or an elevation: one row of the sheet, which opens to its surfaces. */
export const AreaBlock = memo(function AreaBlock(props: AreaBlockProps) {
  const { area, lines, amount, hours, problems, options, isOpen, isEager, onToggle } = props;
  const { locale, currency, explain, showDetails } = useEditor();
  const bodyId = `area-${area.id}`;
  const own = problems.filter(({ lineId }) => lineId === null);
  const optionName = options.find(({ id }) => id === area.optionId)?.name;
  return (
    <li className={cx('ed-area', isOpen && 'is-open')} id={`row-${area.id}`}>
      <div className="ed-area-row" data-row={area.id} data-area={area.id}>
        <button
          type="button"
          className="ed-toggle"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          aria-label={`Surfaces of ${area.name}`}
          onClick={() => onToggle(area.id)}
        >
          <Icon name="chevron-right" />
        </button>
        <TextCell
          col="name"
          label={`Name of ${area.name}`}
          text={area.name}
          read={readName}
          change={(name) => (doc) => changeArea(doc, { areaId: area.id, change: { name } })}
          step={`${area.id}.name`}
          className="ed-cell-name"
        />
        <Sides area={area} />
        <CountCell area={area} kind="door" caption="Doors" />
        <CountCell area={area} kind="window" caption="Windows" />
        <FigureCell
          col="area-hours"
          label={`Hours in ${area.name}`}
          caption="Hours"
          className="ed-cell-quiet"
          onOpen={() => explain({ of: 'area-hours', id: area.id })}
          isAside
        >
          {numberText(hours, locale, { places: 1, fixed: true })}
        </FigureCell>
        <FigureCell
          col="amount"
          label={`Price of ${area.name}`}
          caption="Price"
          className="ed-cell-amount"
          onOpen={() => explain({ of: 'area', id: area.id })}
        >
          {moneyText(amount, { locale, currency })}
        </FigureCell>
        <div className="ed-cell ed-cell-more">
          <IconButton
            icon="more"
            size="small"
            label={`More about ${area.name}`}
            data-col="more"
            onClick={() => showDetails({ areaId: area.id })}
          />
        </div>
        <a className="plain-only link" href={`?area=${area.id}`}>
          Edit {area.name}
        </a>
        {(own.length > 0 || optionName || (!isOpen && problems.length > 0)) && (
          <p className="ed-marks">
            {(isOpen ? own : problems).map(({ message }) => (
              <span key={message} className="ed-problem">
                <Icon name="warning" />
                {message}
              </span>
            ))}
            {optionName && `In option “${optionName}”`}
          </p>
        )}
      </div>
      {isOpen && (
        <NearBody isEager={isEager} id={bodyId} area={area} lines={lines} problems={problems} options={options} />
      )}
    </li>
  );
});

const sideNames = { length: 'Length', width: 'Width', height: 'Height' } as const;

/** The sides that the shape has; an empty place for one that it has not. */
function Sides({ area }: { area: Area }) {
  const { shape } = area;
  if (shape.kind === 'custom') {
    return (
      <Cell className="ed-cell-sides">
        <span className="ed-static ed-faint">by quantity</span>
      </Cell>
    );
  }
  return (['length', 'width', 'height'] as const).map((side) =>
    side in shape ? <SideCell key={side} area={area} side={side} /> : <Cell key={side} className="ed-cell-none" />,
  );
}

function SideCell({ area, side }: { area: Area; side: 'length' | 'width' | 'height' }) {
  const { book } = useEditor();
  const dimension = side in area.shape ? (area.shape as Record<string, unknown>)[side] : undefined;
  const text = isTyped(dimension) ? dimension.typed : '';
  return (
    <TextCell
      col={side}
      label={`${sideNames[side]} of ${area.name}`}
      caption={sideNames[side]}
      text={text}
      read={readDimension(book.units)}
      change={(value) => (doc) => setDimension(doc, { areaId: area.id, side, value })}
      step={`${area.id}.${side}`}
      align="end"
      inputMode={book.units === 'metric' ? 'decimal' : undefined}
    />
  );
}

function isTyped(value: unknown): value is { typed: string } {
  return typeof value === 'object' && value !== null && 'typed' in value;
}

function CountCell({ area, kind, caption }: { area: Area; kind: CountedOpening; caption: string }) {
  const { store } = useEditor();
  return (
    <TextCell
      col={kind}
      label={`${caption} of ${area.name}`}
      caption={caption}
      text={String(openingCount(area.openings, kind))}
      read={readWhole(caption, 0, 99)}
      change={(count) => (doc) => {
        const current = doc.areas.find(({ id }) => id === area.id);
        return current ? setOpeningCount(doc, { area: current, kind, count, book: store.book, newId }) : doc;
      }}
      step={`${area.id}.${kind}`}
      align="end"
      inputMode="numeric"
    />
  );
}
