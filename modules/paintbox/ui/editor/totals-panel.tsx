import type { ReactNode } from 'react';
import { moneyText, numberText } from '#app/ui/figures.ts';
import { Icon } from '#app/ui/icons.tsx';
import type { Cost, Priced } from '../../domain/priced.ts';
import { defaultSelection } from '../../domain/selection.ts';
import { type Opened, useEditor } from './context.tsx';
import { costNames } from './job-sums.ts';
import { volumeUnit } from './units.ts';

/** What the job costs, what it is sold for, and what stays. Every figure opens. */
export function TotalsPanel({ priced }: { priced: Priced }) {
  const { totals } = priced;
  return (
    <div className="ed-totals">
      <Headline priced={priced} />
      <Block title="Price">
        <Line label="Subtotal" minor={totals.subtotal} opens={{ of: 'total', figure: 'subtotal' }} />
        {totals.discounts.map(({ id, label, amount }) => (
          <Line key={id} label={label} minor={-amount} opens={{ of: 'discount', id }} />
        ))}
        {(totals.discounts.length > 0 || totals.net !== totals.subtotal) && (
          <Line label="Net" minor={totals.net} opens={{ of: 'total', figure: 'net' }} />
        )}
        <Line
          label={
            totals.taxPercent === '0' ? `${totals.taxLabel}, none charged` : `${totals.taxLabel} ${totals.taxPercent} %`
          }
          minor={totals.tax}
          opens={{ of: 'total', figure: 'tax' }}
        />
        <Line label="Total" minor={totals.total} opens={{ of: 'total', figure: 'total' }} isSum />
      </Block>
      <Costs priced={priced} />
      <Work priced={priced} />
      <OptionLines priced={priced} />
    </div>
  );
}

function Headline({ priced }: { priced: Priced }) {
  const { explain, locale, currency } = useEditor();
  const margin = priced.marginPercent === null ? null : `${numberText(priced.marginPercent, locale, { places: 1 })} %`;
  return (
    <div className="ed-headline">
      <h2 className="ed-headline-label">Total</h2>
      <button
        type="button"
        className="ed-total"
        aria-label="Total"
        onClick={() => explain({ of: 'total', figure: 'total' })}
      >
        {moneyText(priced.totals.total, { locale, currency })}
      </button>
      <p className="ed-headline-note">
        {margin === null
          ? 'Nothing to price yet'
          : `Margin ${margin}${priced.isCostComplete ? '' : ', some costs unknown'}`}
      </p>
    </div>
  );
}

const parts = [
  'labour',
  'materials',
  'materialTax',
  'equipment',
  'subcontract',
  'other',
  'overhead',
] as const satisfies (keyof Cost)[];
const always = new Set<keyof Cost>(['labour', 'materials', 'overhead']);

function Costs({ priced }: { priced: Priced }) {
  return (
    <Block title="Cost">
      {parts
        .filter((part) => always.has(part) || priced.cost[part] !== 0)
        .map((part) => (
          <Line key={part} label={costNames[part]} minor={priced.cost[part]} opens={{ of: 'cost-part', part }} />
        ))}
      <Line label="Cost" minor={priced.cost.total} opens={{ of: 'total', figure: 'cost' }} isSum />
      <Line label="Profit" minor={priced.profit} opens={{ of: 'total', figure: 'profit' }} />
    </Block>
  );
}

function Work({ priced }: { priced: Priced }) {
  const { book, locale } = useEditor();
  const figure = (value: string, unit: string) => `${numberText(value, locale, { places: 2 })} ${unit}`;
  return (
    <Block title="Work and paint">
      <Line label="Painting" text={figure(priced.hours, 'h')} opens={{ of: 'total', figure: 'hours' }} />
      <Line label="Preparation" text={figure(priced.prepHours, 'h')} opens={{ of: 'preparation' }} />
      <Line
        label="Paint"
        text={figure(priced.volume, volumeUnit(book.units))}
        opens={{ of: 'total', figure: 'volume' }}
      />
      <Line label="Paint to buy" minor={priced.purchaseCost} opens={{ of: 'total', figure: 'purchases' }} />
    </Block>
  );
}

/** What each option adds, whether it counts in the total above or not. */
function OptionLines({ priced }: { priced: Priced }) {
  if (priced.options.length === 0) return null;
  const taken = new Set(defaultSelection(priced.options));
  return (
    <Block title="Options">
      {priced.options.map(({ id, name, amount }) => (
        <Line
          key={id}
          label={
            <>
              {taken.has(id) && <Icon name="check" label="Included" />}
              {name}
            </>
          }
          minor={amount}
          opens={{ of: 'option', id }}
          isQuiet={!taken.has(id)}
        />
      ))}
    </Block>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="ed-block">
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

interface LineProps {
  label: ReactNode;
  minor?: number;
  text?: string;
  opens: Opened;
  isSum?: boolean;
  isQuiet?: boolean;
}

function Line({ label, minor, text, opens, isSum, isQuiet }: LineProps) {
  const { explain, locale, currency } = useEditor();
  const figure = text ?? moneyText(minor ?? 0, { locale, currency });
  const className = `ed-line${isSum ? ' is-sum' : ''}${isQuiet ? ' is-quiet' : ''}`;
  return (
    <li>
      <button type="button" className={className} onClick={() => explain(opens)}>
        <span className="ed-line-label">{label}</span>
        <span className="num">{figure}</span>
      </button>
    </li>
  );
}
