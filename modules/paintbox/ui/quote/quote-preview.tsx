import type { QuoteDocument } from '../../domain/quote-print.ts';
import { QuoteBody } from './quote-body.tsx';
import { useChoice } from './use-choice.ts';

/** What the client sees, on a sheet of its own. Options can be tried; nothing is kept. */
export function QuotePreview({ document: offered }: { document: QuoteDocument }) {
  const { document, onChoose } = useChoice(offered);
  const canChoose = document.state === 'preview' || document.state === 'open';
  return (
    <div className="rounded-xl border border-line bg-canvas p-5 sm:p-10">
      <div className="mx-auto max-w-2xl">
        <QuoteBody document={document} title="h3" onChoose={canChoose ? onChoose : undefined} />
      </div>
    </div>
  );
}
