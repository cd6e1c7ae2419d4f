import type { TenantInfo } from '#app/tenancy/operation.server.ts';
import { formatMoney } from '#app/values/money.ts';
import { formatOn, on, onAt } from '#app/values/time.ts';

/** How tools write things for people: in the business's own words, currency and calendar. */

export function moneyOf(tenant: TenantInfo, minor: number, currency = tenant.currency): string {
  return formatMoney(minor, currency, tenant.locale);
}

/** A calendar date, or a moment as the date it has in the business. */
export function dayOf(tenant: TenantInfo, at: string | Date): string {
  return formatOn(typeof at === 'string' ? on(at) : onAt(at, tenant.timeZone), tenant.locale);
}

/** `1 client`, `12 clients`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** The first few of a list, and how many more there are: `Ada, Grace and 3 more`. */
export function some(names: readonly string[], total = names.length, most = 3): string {
  const shown = names.slice(0, most);
  const more = total - shown.length;
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(more > 0 ? [...shown, `${more} more`] : shown);
}

/** Shortened for a sentence; the whole text is in the data. */
export function shortened(text: string, most = 120): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
