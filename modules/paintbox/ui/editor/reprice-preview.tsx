import { LinkButton } from '#app/ui/button.tsx';
import { Money } from '#app/ui/figure.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import type { Repricing } from '../../domain/reprice.ts';

interface RepricePreviewProps {
  preview: Omit<Repricing, 'document'>;
  currency: string;
  version: number;
}

/** What the newest rate book would change, line by line, before it does. */
export default function RepricePreview({ preview, currency, version }: RepricePreviewProps) {
  const { from, to, before, after, lines } = preview;
  const amount = (minor: number | null) => (minor === null ? '–' : <Money minor={minor} currency={currency} />);
  return (
    <section className="card ed-reprice" aria-labelledby="reprice-title">
      <h2 id="reprice-title">
        Rate book {to} instead of {from}
      </h2>
      <p>
        The total goes from <Money minor={before.total} currency={currency} /> to{' '}
        <Money minor={after.total} currency={currency} />.{' '}
        {lines.length === 0 ? 'No line changes its price.' : 'These lines change their price:'}
      </p>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, and the keyboard has to get there
        <section className="table-scroll ed-reprice-lines" aria-label="Lines that change" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col" className="cell-number">
                  Now
                </th>
                <th scope="col" className="cell-number">
                  Then
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <th scope="row">
                    {line.label} {line.areaName && <span className="muted">{line.areaName}</span>}
                  </th>
                  <td className="cell-number">{amount(line.before)}</td>
                  <td className="cell-number">{amount(line.after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Form name="reprice" action="?">
        <input type="hidden" name="intent" value="reprice" />
        <input type="hidden" name="version" value={version} />
        <FormActions>
          <SubmitButton>Price with rate book {to}</SubmitButton>
          <LinkButton to="?" variant="quiet">
            Keep rate book {from}
          </LinkButton>
        </FormActions>
      </Form>
    </section>
  );
}
