import type AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** Turns the page into a theme and waits until its colours have arrived: they pass through each other on the way. */
export async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  // One after the other: a theme that changes before the page knows that it is to stand still moves all the same.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(nextFrame);
  await page.emulateMedia({ colorScheme });
  await page.evaluate(nextFrame);
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await page.waitForTimeout(200);
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
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
