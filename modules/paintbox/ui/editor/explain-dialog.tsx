import { useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { Dialog } from '#app/ui/dialog.tsx';
import { moneyText } from '#app/ui/figures.ts';
import { Icon } from '#app/ui/icons.tsx';
import type { Estimate } from '../../domain/estimate.ts';
import { explain } from '../../domain/explain.ts';
import type { Explanation, Input, Source, Value } from '../../domain/explanation.ts';
import type { Priced } from '../../domain/priced.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { type Opened, useEditor } from './context.tsx';
import { explainAreaHours, explainCostPart, explainPreparation } from './job-sums.ts';
import { figureText } from './units.ts';

interface ExplainDialogProps {
  doc: Estimate;
  priced: Priced;
  first: Opened;
  onClose: () => void;
}

/** How a figure came about: the rule, what went in and where it was read, what was calculated and what was rounded. */
export default function ExplainDialog({ doc, priced, first, onClose }: ExplainDialogProps) {
  const { store } = useEditor();
  const [trail, setTrail] = useState<readonly Opened[]>([first]);
  const opened = trail.at(-1) ?? first;
  const found = openFigure(opened, doc, priced, store.book);
  const back = trail.length > 1 && (
    <Button icon="chevron-left" onClick={() => setTrail(trail.slice(0, -1))}>
      Back
    </Button>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={found?.title ?? 'This figure'}
      actions={
        <>
          {back}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      {found ? (
        <Explained found={found} onOpen={(next) => setTrail([...trail, next])} />
      ) : (
        <p>
          There is nothing to calculate here: it is not included, or something is missing that is said beside its row.
        </p>
      )}
    </Dialog>
  );
}

function openFigure(opened: Opened, doc: Estimate, priced: Priced, book: RateBook): Explanation | undefined {
  switch (opened.of) {
    case 'cost-part':
      return explainCostPart(priced, opened.part);
    case 'preparation':
      return explainPreparation(priced);
    case 'area-hours':
      return explainAreaHours(priced, opened.id);
    default:
      return explain(doc, book, priced, opened);
  }
}

function Explained({ found, onOpen }: { found: Explanation; onOpen: (next: Opened) => void }) {
  const text = useValueText();
  const steps = found.steps.length > 1 ? found.steps : [];
  return (
    <div className="ed-explained">
      <p className="ed-explained-value num">{text(found.value)}</p>
      <p>
        <strong>{found.rule.name}.</strong> <span className="ed-formula">{found.rule.formula}</span>
      </p>
      {found.inputs.length > 0 && (
        <>
          <h3>What goes in</h3>
          <ul className="ed-inputs">
            {found.inputs.map((input, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the inputs of one figure never move, and two can read alike
              <li key={at}>
                <InputRow input={input} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </>
      )}
      {steps.length > 0 && (
        <>
          <h3>Step by step</h3>
          <ol className="ed-inputs">
            {steps.map(({ label, value }) => (
              <li key={label} className="ed-input-row">
                <span>{label}</span>
                <span className="num">{text(value)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      <p className="ed-rounding">
        <Icon name="info" />
        {found.rounding ?? 'Nothing is rounded here.'}
      </p>
    </div>
  );
}

function InputRow({ input: { label, value, source }, onOpen }: { input: Input; onOpen: (next: Opened) => void }) {
  const text = useValueText();
  if (source.kind === 'figure') {
    return (
      <button type="button" className="ed-input-row" onClick={() => onOpen(source.target)}>
        <span>
          {label}
          <Icon name="chevron-right" />
        </span>
        <span className="num">{text(value)}</span>
      </button>
    );
  }
  return (
    <div className="ed-input-row">
      <span>
        {label} <small>{sourceText(source)}</small>
      </span>
      <span className="num">{text(value)}</span>
    </div>
  );
}

function sourceText(source: Source): string {
  switch (source.kind) {
    case 'rate-book':
      return `rate book ${source.version}: ${source.entry}`;
    case 'document':
      return 'typed in this estimate';
    case 'rule':
    case 'figure':
      return '';
  }
}

function useValueText(): (value: Value) => string {
  const { locale, currency } = useEditor();
  return (value) => {
    if (value.kind === 'money') return moneyText(value.minor, { locale, currency });
    if (value.kind === 'text') return value.text;
    return figureText(value.value, readableUnit(value.unit), locale, 4);
  };
}

/** `sqft per hour` -> `sq ft per h`. */
function readableUnit(unit: string): string {
  return unit
    .replace(/\bsqft\b/, 'sq ft')
    .replace(/\bm2\b/, 'm²')
    .replace(/\bhour\b/, 'h');
}
