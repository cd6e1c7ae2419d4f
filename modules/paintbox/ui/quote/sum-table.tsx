import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import type { Totals } from '../../domain/priced.ts';
import type { Quote } from '../../domain/quote.ts';
import { type SumRow, sumRows } from '../../domain/quote-print.ts';

export interface SumTableProps {
  quote: Quote;
  selection: readonly string[];
  totals: Totals;
}

/** From the base price to the total. The parts above a result add up to it. */
export function SumTable({ quote, selection, totals }: SumTableProps) {
  return (
    <table className="w-full break-inside-avoid">
      <caption className="sr-only">What it comes to</caption>
      <tbody>
        {sumRows(quote, selection, totals).map((row) => (
          <SumLine key={row.id} row={row} currency={quote.currency} />
        ))}
      </tbody>
    </table>
  );
}

const looks: Record<SumRow['kind'], string> = {
  part: '',
  sum: 'border-t border-line',
  total: 'border-t-2 border-ink font-serif text-2xl font-semibold',
  note: 'text-ink-soft',
};

function SumLine({ row, currency }: { row: SumRow; currency: string }) {
  return (
    <tr className={looks[row.kind]}>
      <th
        scope="row"
        className={cx('pr-4 text-left', row.kind === 'total' ? 'py-3 font-semibold' : 'py-1 font-normal')}
      >
        {row.label}
      </th>
      <td className={cx('text-right align-top', row.kind === 'total' ? 'py-3' : 'py-1')}>
        <Money minor={row.amount} currency={currency} />
      </td>
    </tr>
  );
}
