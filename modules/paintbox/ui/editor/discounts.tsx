import { Button, IconButton } from '#app/ui/button.tsx';
import { moneyText, numberText } from '#app/ui/figures.ts';
import { newId } from '#app/values/id.ts';
import { minorToText } from '#app/values/money.ts';
import { addTo, changeIn, removeFrom, reorder } from '../../domain/edit.ts';
import type { Discount, Estimate } from '../../domain/estimate.ts';
import type { Priced } from '../../domain/priced.ts';
import { FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { EditorSection } from './section.tsx';
import { readDecimal, readMoney, readText } from './typed.ts';

/** What is taken off before tax, in the order listed. */
export function Discounts({ doc, priced }: { doc: Estimate; priced: Priced }) {
  const { store, isReadOnly } = useEditor();

  function add(kind: Discount['kind']) {
    const id = newId();
    const label = 'Discount';
    const element: Discount = kind === 'percent' ? { id, kind, label, percent: '5' } : { id, kind, label, amount: 0 };
    store.edit((current) => addTo(current, { list: 'discounts', element }));
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${id}"] [data-col="discount-value"]`)?.focus(),
    );
  }

  return (
    <EditorSection
      id="discounts"
      title="Discounts"
      lede="Taken off in this order, before tax."
      actions={
        !isReadOnly &&
        doc.discounts.length < 10 && (
          <div className="ed-adders">
            <Button variant="quiet" size="small" icon="plus" onClick={() => add('percent')}>
              Per cent
            </Button>
            <Button variant="quiet" size="small" icon="plus" onClick={() => add('amount')}>
              Amount
            </Button>
          </div>
        )
      }
    >
      {doc.discounts.length > 0 && (
        <ul className="ed-sheet">
          {doc.discounts.map((discount, at) => (
            <DiscountRow
              key={discount.id}
              discount={discount}
              at={at}
              taken={priced.totals.discounts.find(({ id }) => id === discount.id)?.amount ?? 0}
            />
          ))}
        </ul>
      )}
    </EditorSection>
  );
}

const readLabel = readText('Discount name', 80, true);

function DiscountRow({ discount, at, taken }: { discount: Discount; at: number; taken: number }) {
  const { store, locale, currency, explain, isReadOnly } = useEditor();
  const { id, label } = discount;
  return (
    <li className="ed-discount" data-row={id}>
      <TextCell
        col="discount-label"
        label={`Name of ${label}`}
        text={label}
        read={readLabel}
        change={(typed) => (doc) => changeIn(doc, { list: 'discounts', id, change: { label: typed } })}
        step={`${id}.label`}
        className="ed-cell-name"
      />
      {discount.kind === 'percent' ? (
        <TextCell
          col="discount-value"
          label={`Per cent of ${label}`}
          text={numberText(discount.percent, locale, { places: 6 })}
          suffix="%"
          read={readDecimal('Discount', locale, { min: 0, max: 100 })}
          change={(percent) => (doc) => withValue(doc, id, { percent })}
          step={`${id}.value`}
          align="end"
          inputMode="decimal"
        />
      ) : (
        <TextCell
          col="discount-value"
          label={`Amount of ${label}`}
          text={minorToText(discount.amount, currency)}
          suffix={currency}
          read={readMoney(currency, locale)}
          change={(amount) => (doc) => withValue(doc, id, { amount })}
          step={`${id}.value`}
          align="end"
          inputMode="decimal"
        />
      )}
      <FigureCell
        col="amount"
        label={`Taken off by ${label}`}
        className="ed-cell-amount"
        onOpen={() => explain({ of: 'discount', id })}
      >
        {moneyText(-taken, { locale, currency })}
      </FigureCell>
      <div className="ed-cell ed-cell-more">
        {!isReadOnly && (
          <>
            {at > 0 && (
              <IconButton
                icon="arrow-up"
                size="small"
                label={`Apply ${label} earlier`}
                onClick={() => store.edit((doc) => reorder(doc, { list: 'discounts', id, to: at - 1 }))}
              />
            )}
            <IconButton
              icon="x"
              size="small"
              label={`Remove ${label}`}
              onClick={() => store.edit((doc) => removeFrom(doc, { list: 'discounts', id }))}
            />
          </>
        )}
      </div>
    </li>
  );
}

/** The value belongs to one kind of discount or the other, and is set on the kind that the document has now. */
function withValue(doc: Estimate, id: string, value: { percent: string } | { amount: number }): Estimate {
  const discounts = doc.discounts.map((discount): Discount => {
    if (discount.id !== id) return discount;
    if (discount.kind === 'percent' && 'percent' in value) return { ...discount, percent: value.percent };
    if (discount.kind === 'amount' && 'amount' in value) return { ...discount, amount: value.amount };
    return discount;
  });
  return { ...doc, discounts };
}
