import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { type Quotas, readQuotas } from '../admin/quota.server.ts';
import { sizeText } from '../admin/size.ts';
import { type DayOfUse, readAllowances, readUse } from '../admin/usage.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { BarChart } from '../ui/chart.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { dateText, numberText } from '../ui/figures.ts';
import { useMemberLocale } from '../ui/locale.tsx';
import { Card, Section } from '../ui/page.tsx';
import { Progress } from '../ui/progress.tsx';

export const meta: MetaFunction = () => [{ title: 'Usage · Candlefish' }];

const days = 14;

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, tenant }) => {
  const [quotas, allowances, use] = await Promise.all([
    readQuotas(tx),
    readAllowances(tx, new Date()),
    readUse(tx, tenant, days),
  ]);
  return { quotas, allowances, use };
});

function storageText({ bytes, files, arriving, limitBytes }: Quotas['storage']): string {
  const archive = arriving > 0 ? ` and an archive that is arriving (${sizeText(arriving)})` : '';
  return `${sizeText(bytes)} in ${files} files${archive}, of ${sizeText(limitBytes)}`;
}

export default function Usage() {
  const { quotas, allowances, use } = useLoaderData<typeof loader>();
  const { seats, storage } = quotas;
  const { calls, letters } = allowances;
  const { locale } = useMemberLocale();
  const number = (value: number) => numberText(value, locale);
  const stored = useRows(use, ({ stored }) => [stored]);
  const isStored = use.some(({ stored }) => stored > 0);
  return (
    <AdminPage title="Usage" lede="What the business uses, and how much there is for it." size="narrow">
      <Card>
        <div className="grid gap-5">
          <Progress
            label="Seats"
            value={seats.members + seats.invited}
            max={seats.limit}
            detail={`${seats.members} members and ${seats.invited} invited, of ${seats.limit}`}
          />
          <Progress label="Storage" value={storage.bytes} max={storage.limitBytes} detail={storageText(storage)} />
          <Progress
            label="API calls"
            value={calls.count}
            max={calls.limit}
            detail={`${number(calls.count)} in this month (UTC), of ${number(calls.limit)}`}
          />
          <Progress
            label="Letters"
            value={letters.count}
            max={letters.limit}
            detail={`${number(letters.count)} in the last 24 hours, of ${number(letters.limit)}`}
          />
        </div>
      </Card>
      <Section title="Requests by day" lede={`What people and programs asked for in the last ${days} days.`}>
        <BarChart
          title="Requests by day"
          series={['Pages', 'API calls']}
          rows={useRows(use, ({ pages, calls }) => [pages, calls])}
          format={(value) => numberText(value, locale)}
        />
      </Section>
      <Section title="Files stored by day" lede={`In the last ${days} days.`}>
        {isStored ? (
          <BarChart title="Files stored by day" series={['Stored']} rows={stored} format={sizeText} />
        ) : (
          <EmptyState icon="upload" title="Nothing was stored">
            Workbooks and pictures that people upload are counted here.
          </EmptyState>
        )}
      </Section>
    </AdminPage>
  );
}

function useRows(use: readonly DayOfUse[], values: (day: DayOfUse) => number[]) {
  const { locale, timeZone } = useMemberLocale();
  return use.map((day) => ({ label: dateText(day.day, 'day', locale, timeZone), values: values(day) }));
}
