import { Select } from '#app/ui/choice-fields.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { numberText } from '#app/ui/figures.ts';
import { minorToText } from '#app/values/money.ts';
import { changeEstimate } from '../../domain/edit.ts';
import type { Deposit, Estimate } from '../../domain/estimate.ts';
import { useEditor } from './context.tsx';
import { EditorSection } from './section.tsx';
import { SettingField } from './setting-field.tsx';
import { readDecimal, readMoney, readWhole } from './typed.ts';

const texts = [
  {
    name: 'clientNote',
    label: 'Note to the client',
    max: 4000,
    rows: 3,
    help: 'Stands on the quote, above the prices.',
  },
  { name: 'terms', label: 'Terms', max: 10_000, rows: 4, help: 'Stand on the quote, below the prices.' },
  {
    name: 'internalNote',
    label: 'Internal note',
    max: 4000,
    rows: 3,
    help: 'For the crew and the office. The client never sees it.',
  },
] as const;

/** What is said around the figures, and how long the offer holds. */
export function Notes({ doc, version }: { doc: Estimate; version: number }) {
  const { store, isReadOnly } = useEditor();
  return (
    <EditorSection id="notes" title="Notes and terms">
      <form method="post" className="ed-form" onSubmit={(event) => event.preventDefault()}>
        <CsrfField />
        <input type="hidden" name="intent" value="notes" />
        <input type="hidden" name="version" value={version} />
        {texts.map(({ name, label, max, rows, help }) => (
          <div key={name} className="field ed-form-wide">
            <label className="field-label" htmlFor={name}>
              {label}
            </label>
            <textarea
              id={name}
              name={name}
              className="control"
              rows={rows}
              maxLength={max}
              aria-describedby={`${name}-about`}
              readOnly={isReadOnly}
              value={doc[name]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                store.edit((current) => changeEstimate(current, { [name]: value }), name);
              }}
              onBlur={() => store.seal()}
            />
            <p id={`${name}-about`} className="field-help">
              {help}
            </p>
          </div>
        ))}
        <SettingField
          name="validityDays"
          label="Valid for"
          suffix="days"
          help="Counted from the day the quote is sent."
          text={String(doc.validityDays)}
          read={readWhole('Validity', 1, 365)}
          onValue={(validityDays) => store.edit((current) => changeEstimate(current, { validityDays }), 'validityDays')}
          inputMode="numeric"
        />
        <DepositFields deposit={doc.deposit} />
        {!isReadOnly && (
          <button type="submit" className="btn btn-primary plain-only">
            Save the notes
          </button>
        )}
      </form>
    </EditorSection>
  );
}

function DepositFields({ deposit }: { deposit: Deposit }) {
  const { store, locale, currency, isReadOnly } = useEditor();
  const set = (next: Deposit, step?: string) => store.edit((doc) => changeEstimate(doc, { deposit: next }), step);

  function choose(kind: string) {
    if (kind === 'percent') set({ kind, percent: '30' });
    else if (kind === 'amount') set({ kind, amount: 0 });
    else set({ kind: 'none' });
  }

  return (
    <>
      <Select
        name="deposit"
        label="Deposit"
        value={deposit.kind}
        disabled={isReadOnly}
        options={[
          { value: 'none', label: 'None' },
          { value: 'percent', label: 'Per cent of the total' },
          { value: 'amount', label: 'An amount' },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {deposit.kind === 'percent' && (
        <SettingField
          name="depositPercent"
          label="Per cent on acceptance"
          suffix="%"
          text={numberText(deposit.percent, locale, { places: 6 })}
          read={readDecimal('Deposit', locale, { min: 0, max: 100 })}
          onValue={(percent) => set({ kind: 'percent', percent }, 'deposit')}
          inputMode="decimal"
        />
      )}
      {deposit.kind === 'amount' && (
        <SettingField
          name="depositAmount"
          label="Amount on acceptance"
          suffix={currency}
          text={minorToText(deposit.amount, currency)}
          read={readMoney(currency, locale)}
          onValue={(amount) => set({ kind: 'amount', amount }, 'deposit')}
          inputMode="decimal"
        />
      )}
    </>
  );
}
