import type AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** Turns the page into a theme and waits until its colours have arrived: they pass through each other on the way. */
export async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  await page.waitForTimeout(200);
}

/** The rules that are broken and where, which is what whoever reads the failure needs. */
export async function violations(axe: AxeBuilder): Promise<string[]> {
  // The one frame there is shows a letter in a sandbox where no script runs, axe's own neither.
  const found = await axe.exclude('iframe[sandbox]').analyze();
  return found.violations.map(({ id, nodes }) => {
    const places = nodes.map(
      ({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary?.split('\n')[1]?.trim()})`,
    );
    return `${id}: ${places.join(' | ')}`;
  });
}
