import { IconButton } from '#app/ui/button.tsx';
import { moneyText } from '#app/ui/figures.ts';
import { minorToText } from '#app/values/money.ts';
import { changeIn, removeFrom } from '../../domain/edit.ts';
import type { Estimate, WorkbookLine } from '../../domain/estimate.ts';
import type { Priced } from '../../domain/priced.ts';
import { FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { OptionCell } from './extras.tsx';
import { EditorSection } from './section.tsx';
import { TickCell } from './tick-cell.tsx';
import { readMoney, readText } from './typed.ts';

const readLabel = readText('Description', 160, true);

/** Amounts that were taken from the cells of an imported workbook. */
export function WorkbookLines({ doc, priced }: { doc: Estimate; priced: Priced }) {
  if (doc.workbookLines.length === 0) return null;
  const amounts = new Map(priced.lines.map(({ id, amount }) => [id, amount]));
  return (
    <EditorSection id="workbook" title="From a workbook" lede="Prices taken from the cells of an imported workbook.">
      <ul className="ed-sheet">
        {doc.workbookLines.map((line) => (
          <WorkbookRow key={line.id} line={line} amount={amounts.get(line.id) ?? 0} options={doc.options} />
        ))}
      </ul>
    </EditorSection>
  );
}

function WorkbookRow({ line, amount, options }: { line: WorkbookLine; amount: number; options: Estimate['options'] }) {
  const { store, locale, currency, explain, isReadOnly } = useEditor();
  const { id, label } = line;
  const edit = (change: Partial<WorkbookLine>) => (doc: Estimate) =>
    changeIn(doc, { list: 'workbookLines', id, change });
  return (
    <li className="ed-workbook-line" data-row={id}>
      <TextCell
        col="workbook-label"
        label={`Description of ${label}`}
        text={label}
        read={readLabel}
        change={(typed) => edit({ label: typed })}
        step={`${id}.label`}
        className="ed-cell-name"
      />
      <span className="ed-static ed-faint">
        {line.sheet}!{line.cell}
      </span>
      <TextCell
        col="workbook-amount"
        label={`Amount of ${label}`}
        caption="Amount"
        text={minorToText(line.amount, currency)}
        read={readMoney(currency, locale, true)}
        change={(typed) => edit({ amount: typed })}
        step={`${id}.amount`}
        align="end"
        inputMode="decimal"
      />
      <TickCell
        col="workbook-taxed"
        label={`Taxed: ${label}`}
        caption="Taxed"
        isTicked={line.isTaxable}
        change={(isTaxable) => edit({ isTaxable })}
      />
      <FigureCell
        col="amount"
        label={`Price of ${label}`}
        caption="Price"
        className="ed-cell-amount"
        onOpen={() => explain({ of: 'line', id, figure: 'amount' })}
      >
        {moneyText(amount, { locale, currency })}
      </FigureCell>
      <div className="ed-cell ed-cell-more">
        {!isReadOnly && (
          <IconButton
            icon="x"
            size="small"
            label={`Remove ${label}`}
            onClick={() => store.edit((doc) => removeFrom(doc, { list: 'workbookLines', id }))}
          />
        )}
      </div>
      {options.length > 0 && (
        <div className="ed-marks">
          <OptionCell
            label={`Option of ${label}`}
            value={line.optionId}
            options={options}
            change={(optionId) => edit({ optionId })}
          />
        </div>
      )}
    </li>
  );
}
