import { memo } from 'react';
import { Button, IconButton } from '#app/ui/button.tsx';
import { moneyText, numberText } from '#app/ui/figures.ts';
import { newId } from '#app/values/id.ts';
import { addTo, changeIn, removeFrom } from '../../domain/edit.ts';
import type { Estimate, Extra, Option } from '../../domain/estimate.ts';
import type { Priced, PricedLine } from '../../domain/priced.ts';
import { ChoiceCell, FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { newExtra } from './edits.ts';
import { EditorSection } from './section.tsx';
import { TickCell } from './tick-cell.tsx';
import { readDecimal, readText } from './typed.ts';

const kinds: { value: Extra['kind']; label: string }[] = [
  { value: 'material', label: 'Materials' },
  { value: 'equipment', label: 'Equipment' },
  { value: 'subcontract', label: 'Subcontract' },
  { value: 'lump-sum', label: 'Lump sum' },
];

const bases = [
  { value: 'cost', label: 'Cost to you' },
  { value: 'price', label: 'Price as is' },
];

/** Everything that is not a painted surface. */
export function Extras({ doc, priced }: { doc: Estimate; priced: Priced }) {
  const { store, isReadOnly } = useEditor();
  const lines = new Map(priced.lines.map((line) => [line.id, line]));

  function add(kind: Extra['kind']) {
    const extra = newExtra(kind, newId());
    store.edit((current) => addTo(current, { list: 'extras', element: extra }));
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${extra.id}"] [data-col="label"]`)?.focus(),
    );
  }

  return (
    <EditorSection
      id="extras"
      title="Extras"
      lede={
        doc.extras.length === 0
          ? 'Materials, equipment, subcontractors and lump sums. A cost goes through overhead and markup; a price is what the client pays.'
          : undefined
      }
      actions={
        !isReadOnly && (
          <div className="ed-adders">
            {kinds.map(({ value, label }) => (
              <Button key={value} variant="quiet" size="small" icon="plus" onClick={() => add(value)}>
                {label}
              </Button>
            ))}
          </div>
        )
      }
    >
      {doc.extras.length > 0 && (
        <div className="ed-sheet">
          <div className="ed-extra ed-head" aria-hidden="true">
            <span>Kind</span>
            <span>Description</span>
            <span className="ed-cell-end">Quantity</span>
            <span>Unit</span>
            <span className="ed-cell-end">Each</span>
            <span>Basis</span>
            <span>Taxed</span>
            <span className="ed-cell-end">Price</span>
            <span />
          </div>
          <ul>
            {doc.extras.map((extra) => (
              <ExtraRow key={extra.id} extra={extra} line={lines.get(extra.id)} options={doc.options} />
            ))}
          </ul>
        </div>
      )}
    </EditorSection>
  );
}

const readLabel = readText('Description', 160, true);
const readUnit = readText('Unit', 20);

const ExtraRow = memo(function ExtraRow({
  extra,
  line,
  options,
}: {
  extra: Extra;
  line?: PricedLine;
  options: readonly Option[];
}) {
  const { store, locale, currency, explain, isReadOnly } = useEditor();
  const edit = (change: Partial<Extra>) => (doc: Estimate) => changeIn(doc, { list: 'extras', id: extra.id, change });
  const of = `of ${extra.label}`;
  return (
    <li className="ed-extra" data-row={extra.id}>
      <ChoiceCell
        col="extra-kind"
        label={`Kind ${of}`}
        caption="Kind"
        value={extra.kind}
        options={kinds}
        change={(value) => {
          const kind = kinds.find((each) => each.value === value)?.value;
          return edit(kind ? { kind } : {});
        }}
      />
      <TextCell
        col="label"
        label={`Description ${of}`}
        text={extra.label}
        read={readLabel}
        change={(label) => edit({ label })}
        step={`${extra.id}.label`}
        className="ed-cell-name"
      />
      <TextCell
        col="extra-quantity"
        label={`Quantity ${of}`}
        caption="Quantity"
        text={numberText(extra.quantity, locale, { places: 6 })}
        read={readDecimal('Quantity', locale)}
        change={(quantity) => edit({ quantity })}
        step={`${extra.id}.quantity`}
        align="end"
        inputMode="decimal"
      />
      <TextCell
        col="unit"
        label={`Unit ${of}`}
        caption="Unit"
        text={extra.unit}
        read={readUnit}
        change={(unit) => edit({ unit })}
        step={`${extra.id}.unit`}
      />
      <TextCell
        col="each"
        label={`Amount for each ${of}`}
        caption="Each"
        text={numberText(extra.unitAmount, locale, { places: 6 })}
        read={readDecimal('Amount', locale)}
        change={(unitAmount) => edit({ unitAmount })}
        step={`${extra.id}.each`}
        align="end"
        inputMode="decimal"
      />
      <ChoiceCell
        col="basis"
        label={`Basis ${of}`}
        caption="Basis"
        value={extra.basis}
        options={bases}
        change={(basis) => edit({ basis: basis === 'price' ? 'price' : 'cost' })}
      />
      <TickCell
        col="taxed"
        label={`Taxed: ${extra.label}`}
        caption="Taxed"
        isTicked={extra.isTaxable}
        change={(isTaxable) => edit({ isTaxable })}
      />
      <FigureCell
        col="amount"
        label={`Price ${of}`}
        caption="Price"
        className="ed-cell-amount"
        onOpen={() => explain({ of: 'line', id: extra.id, figure: 'amount' })}
      >
        {moneyText(line?.amount ?? 0, { locale, currency })}
      </FigureCell>
      <div className="ed-cell ed-cell-more">
        {!isReadOnly && (
          <IconButton
            icon="x"
            size="small"
            label={`Remove ${extra.label}`}
            onClick={() => store.edit((doc) => removeFrom(doc, { list: 'extras', id: extra.id }))}
          />
        )}
      </div>
      {options.length > 0 && (
        <div className="ed-marks">
          <OptionCell
            label={`Option ${of}`}
            value={extra.optionId}
            options={options}
            change={(optionId) => edit({ optionId })}
          />
        </div>
      )}
    </li>
  );
});

/** Whether a line belongs to the base price or to an option. */
export function OptionCell({
  label,
  value,
  options,
  change,
}: {
  label: string;
  value: string | null;
  options: readonly Option[];
  change: (optionId: string | null) => (doc: Estimate) => Estimate;
}) {
  return (
    <ChoiceCell
      col="option"
      label={label}
      value={value ?? ''}
      options={[
        { value: '', label: 'In the base price' },
        ...options.map(({ id, name }) => ({ value: id, label: `In option “${name}”` })),
      ]}
      change={(id) => change(id || null)}
      className="ed-cell-option"
    />
  );
}
