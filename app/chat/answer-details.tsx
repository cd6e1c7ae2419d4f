import type { MessageFacts } from '../ai/message.ts';
import { numberText } from '../ui/figures.ts';
import { Icon } from '../ui/icons.tsx';
import { useMemberLocale } from '../ui/locale.tsx';
import type { ModelChoice } from './setup.ts';

/** Who answered, how long it took, and what it cost. */
export function AnswerDetails({ facts, models }: { facts: MessageFacts; models: readonly ModelChoice[] }) {
  const { locale } = useMemberLocale();
  const { model, provider, inputTokens = 0, outputTokens = 0, costMicros, firstTokenMs, durationMs } = facts;
  if (!model) return null;
  const label = models.find(({ id }) => id === model)?.label ?? model;
  const isBuiltIn = provider === 'built-in';
  const seconds = (ms: number) => `${numberText(ms / 1_000, locale, { places: ms < 1_000 ? 2 : 1 })} s`;
  const rows = [
    ['Model', isBuiltIn ? `${label}, which asks nobody outside` : `${label}, ${provider ?? ''}`],
    ['Tokens', `${numberText(inputTokens, locale)} in, ${numberText(outputTokens, locale)} out`],
    costMicros !== undefined && !isBuiltIn && ['Cost', costText(costMicros, locale)],
    firstTokenMs !== undefined && ['First word after', seconds(firstTokenMs)],
    durationMs !== undefined && ['Finished after', seconds(durationMs)],
  ].filter((row): row is [string, string] => Array.isArray(row));
  return (
    <details className="disclosure answer-details">
      <summary>
        <Icon name="chevron-right" />
        {isBuiltIn ? 'Built-in model' : label}
      </summary>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Millionths of a US dollar; what is less than a cent keeps the digits that say something. */
function costText(micros: number, locale: string): string {
  const dollars = micros / 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: dollars !== 0 && dollars < 0.01 ? 6 : 2,
  }).format(dollars);
}
