import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

const paintbox = `${business}/paintbox`;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

/** A new estimate for the first client, with a room in it, and its address. */
async function withRoom(page: Page, title: string): Promise<string> {
  await page.goto(`${paintbox}/estimates/new`);
  await page.getByLabel('Title').fill(title);
  await page.locator('[name=clientId]').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Start the estimate' }).click();
  await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
  await page.getByLabel(/^Add a room/).fill('Living 12x15x8 2 doors');
  await page.getByRole('button', { name: 'Add room' }).click();
  await page.getByRole('link', { name: 'Edit Living' }).waitFor();
  return new URL(page.url()).pathname;
}

describe('earlier saves', () => {
  it('say who changed what, are gone back to, and that is undone', async () => {
    const plain = await stage.member('owner', { javaScriptEnabled: false });
    const address = await withRoom(plain, 'Saves');
    await plain.context().close();

    const page = await stage.member('owner');
    await page.goto(address);
    await ready(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('link', { name: 'Earlier saves' }).click();
    await page.getByRole('heading', { level: 1, name: 'Earlier saves' }).waitFor();
    await page.getByText('Living: added').waitFor();
    await page.getByText('The estimate was started.').waitFor();

    await page.getByRole('button', { name: 'Restore save 1' }).click();
    await page.getByText('The estimate is as save 1 left it.').waitFor();
    await page.getByText('Living: removed').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The estimate is as save 2 left it.').waitFor();
    await page.goto(address);
    await page.getByLabel('Length of Living').waitFor();
    await page.context().close();
  });

  it('are read by whoever may not write, and gone back to without a script', async () => {
    const page = await stage.member('owner', { javaScriptEnabled: false });
    const address = await withRoom(page, 'Plain saves');
    await page.goto(`${address}/saves`);
    await page.getByRole('button', { name: 'Restore save 1' }).click();
    await page.getByText('The estimate is as save 1 left it.').waitFor();
    const reader = await stage.member('viewer');
    await reader.goto(`${address}/saves`);
    await reader.getByText('Living: added').waitFor();
    expect(await reader.getByRole('button', { name: /Restore/ }).count()).toBe(0);
    await Promise.all([page.context().close(), reader.context().close()]);
  });
});

describe('two people without a script', () => {
  it('are merged where they changed different things, and choose where they changed the same', async () => {
    const [first, second] = await Promise.all([
      stage.member('owner', { javaScriptEnabled: false }),
      stage.member('member', { javaScriptEnabled: false }),
    ]);
    const address = await withRoom(first, 'Two at once');
    for (const page of [first, second]) {
      await page.goto(address);
      await page.getByRole('link', { name: 'Edit Living' }).click();
    }
    const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
    const save = (page: Page) => page.getByRole('button', { name: 'Save Living' }).click();

    await fill(first, 'Height', '9');
    await save(first);
    await first.getByText('The room was saved.').waitFor();
    await fill(second, 'Length', '14');
    await save(second);
    await second.getByText('The room was saved.').waitFor();
    expect(await second.getByLabel('Height', { exact: true }).inputValue()).toMatch(/^9/);

    await first.goto(`${address}?area=${new URL(second.url()).searchParams.get('area')}`);
    await fill(first, 'Width', '20');
    await save(first);
    await fill(second, 'Width', '21');
    await fill(second, 'Name', 'Salon');
    await save(second);
    const conflict = second.getByRole('region', { name: 'Somebody else changed the same' });
    await conflict.waitFor();
    await conflict.getByRole('group', { name: /Width/ }).waitFor();
    await conflict.getByRole('button', { name: 'Save both' }).click();
    await conflict.waitFor();
    await conflict.getByRole('group', { name: /Width/ }).getByRole('radio', { name: /Yours/ }).check();
    await conflict.getByRole('button', { name: 'Save both' }).click();
    await second.getByText('The room was saved.').waitFor();
    expect(await second.getByLabel('Width', { exact: true }).inputValue()).toMatch(/^21/);
    expect(await second.getByLabel('Name', { exact: true }).inputValue()).toBe('Salon');
    await Promise.all([first.context().close(), second.context().close()]);
  });
});

describe('a new estimate', () => {
  it('stands in the deal it was asked for, and at the property that was chosen', async () => {
    const page = await stage.member('owner');
    await page.goto(`${paintbox}/clients/new`);
    await ready(page);
    await page.getByLabel('Name', { exact: true }).fill('Two Houses');
    await page.getByLabel('Address').fill('1 First Street');
    await page.getByLabel('City').fill('Bath');
    await page.getByRole('button', { name: 'Add client' }).click();
    await page.getByRole('heading', { level: 1, name: 'Two Houses' }).waitFor();
    const client = new URL(page.url()).pathname.split('/').at(-1);

    await page.goto(`${paintbox}/estimates/new`);
    await ready(page);
    await page.getByLabel('Title').fill('At First Street');
    await page.getByRole('combobox', { name: /^Client/ }).fill('Two Houses');
    await page.keyboard.press('Enter');
    await page.getByLabel(/^Property/).waitFor();
    expect(
      await page
        .getByLabel(/^Property/)
        .locator('option:checked')
        .textContent(),
    ).toContain('1 First Street');
    await page.getByRole('button', { name: 'Start the estimate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    await page.getByText('1 First Street, Bath').waitFor();
    await page.getByRole('link', { name: 'At First Street' }).click();
    await page.getByRole('link', { name: /New estimate/ }).click();
    await page.waitForURL(/estimates\/new\?deal=/);
    expect(await page.getByRole('combobox', { name: /^Deal/ }).inputValue()).toBe('At First Street');
    expect(await page.getByRole('combobox', { name: /^Client/ }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Start the estimate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    await page.getByText('1 First Street, Bath').waitFor();

    const plain = await stage.member('owner', { javaScriptEnabled: false });
    await plain.goto(`${paintbox}/estimates/new`);
    await plain.getByLabel('Title').fill('Plain start');
    await plain.locator('[name=clientId]').selectOption(client ?? '');
    await plain.getByRole('button', { name: 'Show the client’s properties' }).click();
    expect(await plain.getByLabel('Title').inputValue()).toBe('Plain start');
    await plain.getByLabel(/^Property/).selectOption({ index: 1 });
    await plain.getByRole('button', { name: 'Start the estimate' }).click();
    await plain.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    await plain.getByText('1 First Street, Bath').waitFor();
    await Promise.all([page.context().close(), plain.context().close()]);
  });
});

it('a list of cards is put in order on a phone', async () => {
  const page = await stage.member('owner', { viewport: { width: 390, height: 844 } });
  await page.goto(`${paintbox}/clients`);
  await ready(page);
  await page.getByRole('button', { name: 'Sorted by name' }).click();
  await page.locator('.menu').getByRole('link', { name: 'Accepted', exact: true }).click();
  await page.waitForURL(/sort=won/);
  await page.getByRole('button', { name: 'Sorted by accepted' }).waitFor();
  await page.goto(`${paintbox}/estimates`);
  await ready(page);
  await page.getByRole('button', { name: /^Sorted by/ }).click();
  await page.locator('.menu').getByRole('link', { name: 'Total', exact: true }).click();
  await page.waitForURL(/sort=total/);
  await page.context().close();
});
