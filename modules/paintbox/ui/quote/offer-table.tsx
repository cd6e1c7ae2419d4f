import { Money } from '#app/ui/figure.tsx';
import type { Quote, QuoteLine, QuoteSection } from '../../domain/quote.ts';

/** What is done, area by area, with as many prices as the business chose to show. On paper the head repeats on each page. */
export function OfferTable({ quote }: { quote: Quote }) {
  const isPriced = quote.sections.some((section) => section.amount !== null);
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">What is included</caption>
      {isPriced && (
        <thead className="text-sm text-ink-soft">
          <tr className="border-b border-line">
            <th scope="col" className="pb-2 text-left font-medium">
              Work
            </th>
            <th scope="col" className="pb-2 text-right font-medium">
              Price
            </th>
          </tr>
        </thead>
      )}
      {quote.sections.map((section) => (
        <OfferSection key={section.id} section={section} currency={quote.currency} />
      ))}
    </table>
  );
}

function OfferSection({ section, currency }: { section: QuoteSection; currency: string }) {
  const span = section.amount === null ? 1 : 2;
  const included = section.lines.filter((line) => !line.isExcluded);
  const excluded = section.lines.filter((line) => line.isExcluded);
  return (
    <tbody className="break-inside-avoid border-b border-line [&>tr:last-child>td]:pb-5">
      <tr>
        <th scope="rowgroup" className="pt-5 pb-1 pr-4 text-left font-serif text-xl font-semibold break-after-avoid">
          {section.title}
        </th>
        {section.amount !== null && (
          <td className="pt-5 pb-1 text-right align-baseline font-serif text-xl font-semibold">
            <Money minor={section.amount} currency={currency} />
          </td>
        )}
      </tr>
      {included.map((line) => (
        <OfferLine key={line.id} line={line} currency={currency} span={span} />
      ))}
      {excluded.length > 0 && (
        <tr className="text-ink-soft">
          <td colSpan={span} className="pt-1">
            Not included: {excluded.map((line) => line.label).join(', ')}.
          </td>
        </tr>
      )}
    </tbody>
  );
}

function OfferLine({ line, currency, span }: { line: QuoteLine; currency: string; span: number }) {
  return (
    <tr className="text-ink-soft">
      <td colSpan={line.amount === null ? span : 1} className="py-1 pr-4">
        <span className="text-ink">{line.label}</span>
        {line.description && <>, {line.description}</>}
      </td>
      {line.amount !== null && (
        <td className="py-1 text-right align-top">
          <Money minor={line.amount} currency={currency} />
        </td>
      )}
    </tr>
  );
}
