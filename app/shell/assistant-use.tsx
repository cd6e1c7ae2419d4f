import type { AssistantSettings } from '../ai/settings.server.ts';
import type { MonthOfUse, UseOfModel } from '../ai/usage.server.ts';
import { BarChart } from '../ui/chart.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Money } from '../ui/figure.tsx';
import { moneyText, numberText } from '../ui/figures.ts';
import { useMemberLocale } from '../ui/locale.tsx';
import { Card } from '../ui/page.tsx';
import { Progress } from '../ui/progress.tsx';
import { type Column, Table } from '../ui/table.tsx';

const mostSeries = 5;
const others = 'Other models';

interface AssistantUseProps {
  month: MonthOfUse;
  settings: AssistantSettings;
}

/** What the assistant used this month: against the plan and the budget, by member and by model. */
export function AssistantUse({ month, settings }: AssistantUseProps) {
  const { locale } = useMemberLocale();
  const number = (value: number) => numberText(value, locale);
  const { planTokens, planTokenLimit, costMicros, use, open } = month;
  const { monthlyBudgetMicros } = settings;
  return (
    <div className="grid gap-5">
      <Card>
        <div className="grid gap-5">
          <Progress
            label="Tokens of the plan"
            value={Math.min(planTokens, planTokenLimit)}
            max={Math.max(planTokenLimit, 1)}
            detail={`${number(planTokens)} of ${number(planTokenLimit)}`}
          />
          {monthlyBudgetMicros !== null && (
            <Progress
              label="Budget of the business"
              value={Math.min(costMicros, monthlyBudgetMicros)}
              max={Math.max(monthlyBudgetMicros, 1)}
              detail={`${dollars(costMicros, locale)} of ${dollars(monthlyBudgetMicros, locale)}`}
            />
          )}
          {open.calls > 0 && (
            <p className="muted">
              {open.calls === 1 ? 'One call of a model is' : `${number(open.calls)} calls of models are`} under way.
              Until it is known what that took, {dollars(open.costMicros, locale)} is set aside, which counts toward the
              budgets.
            </p>
          )}
        </div>
      </Card>
      {use.length === 0 ? (
        <EmptyState icon="search" title="Nothing was asked this month">
          What members ask is counted here, by member and by model.
        </EmptyState>
      ) : (
        <>
          <BarChart title="Tokens by member" {...chartOf(use)} format={number} />
          <Table label="Use by member and model" rows={use} columns={columns} rowKey={keyOf} phone="cards" />
        </>
      )}
    </div>
  );
}

const columns: Column<UseOfModel>[] = [
  { id: 'member', header: 'Member', cell: ({ member }) => member },
  { id: 'model', header: 'Model', cell: ({ model }) => model },
  { id: 'calls', header: 'Calls', kind: 'number', cell: ({ calls }) => <Count value={calls} /> },
  { id: 'tokens', header: 'Tokens', kind: 'number', cell: ({ tokens }) => <Count value={tokens} /> },
  {
    id: 'cost',
    header: 'Cost',
    kind: 'number',
    cell: ({ costMicros }) => <Money minor={centsOf(costMicros)} currency="USD" />,
  },
];

function Count({ value }: { value: number }) {
  return numberText(value, useMemberLocale().locale);
}

function keyOf({ member, model }: UseOfModel): string {
  return `${member}\n${model}`;
}

/** A bar for each member, of a part for each of the models that were used most. */
function chartOf(use: readonly UseOfModel[]) {
  const models = [...new Set(use.map(({ model }) => model))];
  const series = models.length <= mostSeries ? models : [...models.slice(0, mostSeries - 1), others];
  const members = [...new Set(use.map(({ member }) => member))];
  const rows = members.map((member) => ({
    label: member,
    values: series.map((name) =>
      use
        .filter((row) => row.member === member && (series.includes(row.model) ? row.model : others) === name)
        .reduce((sum, { tokens }) => sum + tokens, 0),
    ),
  }));
  return { series, rows };
}

function dollars(micros: number, locale: string): string {
  return moneyText(centsOf(micros), { locale, currency: 'USD' });
}

/** A started cent counts as one: nothing that cost anything reads as free. */
function centsOf(micros: number): number {
  return Math.ceil(micros / 10_000);
}
