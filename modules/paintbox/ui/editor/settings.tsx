import { Select, Switch } from '#app/ui/choice-fields.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { numberText } from '#app/ui/figures.ts';
import { minorToText } from '#app/values/money.ts';
import { changeEstimate, changePricing } from '../../domain/edit.ts';
import type { ClientDetail, Estimate, Pricing } from '../../domain/estimate.ts';
import type { RoundingRule, Strategy, Tax, TaxMode } from '../../domain/fields.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { marginFromMarkup, markupFromMargin } from '../../domain/strategy.ts';
import { useEditor } from './context.tsx';
import { EditorSection } from './section.tsx';
import { SettingField } from './setting-field.tsx';
import { readDecimal, readMoney, readText } from './typed.ts';

const roundingRules: { value: RoundingRule; label: string }[] = [
  { value: 'unit', label: 'Per unit' },
  { value: 'line', label: 'Per line' },
  { value: 'document', label: 'Once, on the document' },
];

const taxModes: { value: TaxMode; label: string }[] = [
  { value: 'consumer', label: 'Contractor is the consumer: tax on materials, none charged' },
  { value: 'retailer', label: 'Separated contract: materials are sold and taxed' },
  { value: 'service', label: 'Taxable service: the whole price is taxed' },
  { value: 'none', label: 'No tax applies' },
];

const details: { value: ClientDetail; label: string }[] = [
  { value: 'total', label: 'One total' },
  { value: 'areas', label: 'A price for each area' },
  { value: 'surfaces', label: 'A price for each surface' },
];

/** How cost becomes price, where it is rounded, and how tax applies. */
export function PricingSettings({ doc, version }: { doc: Estimate; version: number }) {
  const { store, book, locale, currency, isReadOnly } = useEditor();
  const { pricing } = doc;
  const edit = (change: Partial<Pricing>, step?: string) =>
    store.edit((current) => changePricing(current, change), step);
  return (
    <EditorSection id="pricing" title="Pricing" lede={`By rate book version ${doc.rateBookVersion}, “${book.name}”.`}>
      <form method="post" className="ed-form" onSubmit={(event) => event.preventDefault()}>
        <CsrfField />
        <input type="hidden" name="intent" value="settings" />
        <input type="hidden" name="version" value={version} />
        <StrategyFields
          strategy={pricing.strategy}
          book={book}
          onChange={(strategy, step) => edit({ strategy }, step)}
        />
        <SettingField<number | null>
          name="minimumCharge"
          label="Minimum charge"
          optional
          help={`Empty: ${minorToText(book.minimumCharge, currency)} by the rate book.`}
          text={pricing.minimumCharge === null ? '' : minorToText(pricing.minimumCharge, currency)}
          read={(typed) => (typed.trim() === '' ? { ok: true, value: null } : readMoney(currency, locale)(typed))}
          onValue={(minimumCharge) => edit({ minimumCharge }, 'minimumCharge')}
          inputMode="decimal"
        />
        <Select
          name="rounding"
          label="Rounding"
          help="Where prices become whole cents. It is printed on the quote."
          value={pricing.rounding}
          disabled={isReadOnly}
          options={roundingRules}
          onChange={(event) => edit({ rounding: chosen(roundingRules, event.currentTarget.value) ?? pricing.rounding })}
        />
        <Select
          name="clientDetail"
          label="The client sees"
          value={doc.clientDetail}
          disabled={isReadOnly}
          options={details}
          onChange={(event) => {
            const clientDetail = chosen(details, event.currentTarget.value);
            if (clientDetail) store.edit((current) => changeEstimate(current, { clientDetail }));
          }}
        />
        <TaxFields tax={pricing.tax} onChange={(tax, step) => edit({ tax }, step)} />
        {!isReadOnly && (
          <button type="submit" className="btn btn-primary plain-only">
            Save the pricing
          </button>
        )}
      </form>
    </EditorSection>
  );
}

function chosen<Value extends string>(choices: readonly { value: Value }[], value: string): Value | undefined {
  return choices.find((choice) => choice.value === value)?.value;
}

interface StrategyFieldsProps {
  strategy: Strategy | null;
  book: RateBook;
  onChange: (strategy: Strategy | null, step?: string) => void;
}

/** Markup and margin are never the same number, so the field says which it is and what the other would be. */
function StrategyFields({ strategy, book, onChange }: StrategyFieldsProps) {
  const { locale, isReadOnly } = useEditor();
  const shown = strategy ?? book.strategy;
  const kindNames = { markup: 'markup on cost', margin: 'margin of the price' };
  const own = `${numberText(book.strategy.percent, locale)} % ${kindNames[book.strategy.kind]}`;

  function choose(kind: string) {
    if (kind === 'markup')
      onChange({
        kind,
        percent: shown.kind === 'margin' ? trimmed(markupFromMargin(shown.percent, 2)) : shown.percent,
      });
    else if (kind === 'margin')
      onChange({
        kind,
        percent: shown.kind === 'markup' ? trimmed(marginFromMarkup(shown.percent, 2)) : shown.percent,
      });
    else onChange(null);
  }

  return (
    <>
      <Select
        name="strategy"
        label="From cost to price"
        value={strategy?.kind ?? ''}
        disabled={isReadOnly}
        options={[
          { value: '', label: `As the rate book: ${own}` },
          { value: 'markup', label: 'Markup on cost' },
          { value: 'margin', label: 'Margin of the price' },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <SettingField
        name="percent"
        label={shown.kind === 'markup' ? 'Markup' : 'Margin'}
        suffix="%"
        help={otherWords(shown, locale)}
        text={numberText(shown.percent, locale, { places: 6 })}
        read={readDecimal(shown.kind === 'markup' ? 'Markup' : 'Margin', locale, {
          min: 0,
          max: shown.kind === 'markup' ? 1000 : 99,
        })}
        onValue={(percent) => onChange({ ...shown, percent }, 'strategy.percent')}
        inputMode="decimal"
        isReadOnly={strategy === null}
      />
    </>
  );
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function otherWords({ kind, percent }: Strategy, locale: string): string {
  const figure = (text: string) => `${numberText(text, locale, { places: 2 })} %`;
  return kind === 'markup'
    ? `Price = cost × (1 + markup). That is a margin of ${figure(marginFromMarkup(percent, 2))}.`
    : `Price = cost ÷ (1 − margin). That is a markup of ${figure(markupFromMargin(percent, 2))}.`;
}

function TaxFields({ tax, onChange }: { tax: Tax; onChange: (tax: Tax, step?: string) => void }) {
  const { locale, isReadOnly } = useEditor();
  return (
    <>
      <Select
        name="taxMode"
        label="Sales tax"
        className="ed-form-wide"
        value={tax.mode}
        disabled={isReadOnly}
        options={taxModes}
        help="Which of these applies is for your state and your contract to say."
        onChange={(event) => {
          const mode = chosen(taxModes, event.currentTarget.value) ?? tax.mode;
          onChange({ ...tax, mode, reason: mode === 'none' && tax.reason === '' ? 'Exempt' : tax.reason });
        }}
      />
      {tax.mode !== 'none' && (
        <SettingField
          name="taxRate"
          label="Tax rate"
          suffix="%"
          text={numberText(tax.ratePercent, locale, { places: 6 })}
          read={readDecimal('Tax rate', locale, { min: 0, max: 100 })}
          onValue={(ratePercent) => onChange({ ...tax, ratePercent }, 'tax.rate')}
          inputMode="decimal"
        />
      )}
      <SettingField
        name="taxLabel"
        label="Name of the tax"
        text={tax.label}
        read={readText('Tax name', 40, true)}
        onValue={(label) => onChange({ ...tax, label }, 'tax.label')}
      />
      <SettingField
        name="taxBasis"
        label="Basis"
        optional
        help="Why this mode applies; kept with the estimate."
        text={tax.basis}
        read={readText('Tax basis', 200)}
        onValue={(basis) => onChange({ ...tax, basis }, 'tax.basis')}
      />
      <SettingField
        name="taxReason"
        label="Reason"
        optional={tax.mode !== 'none'}
        help={tax.mode === 'none' ? 'For example the exemption certificate.' : undefined}
        text={tax.reason}
        read={readText('Reason', 200, tax.mode === 'none')}
        onValue={(reason) => onChange({ ...tax, reason }, 'tax.reason')}
      />
      <Switch
        name="pricesIncludeTax"
        label="Prices include the tax"
        checked={tax.pricesIncludeTax}
        disabled={isReadOnly}
        onChange={(event) => onChange({ ...tax, pricesIncludeTax: event.currentTarget.checked })}
      />
    </>
  );
}
