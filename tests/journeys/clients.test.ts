import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

const clients = `${business}/paintbox/clients`;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

async function newClient(
  page: Page,
  details: { name: string; email?: string; phone?: string; line1?: string; city?: string },
) {
  await page.goto(`${clients}/new`);
  await ready(page);
  await page.getByLabel('Name', { exact: true }).fill(details.name);
  await page.getByLabel('Email').fill(details.email ?? '');
  await page.getByLabel('Phone').fill(details.phone ?? '');
  await page.getByLabel('Address').fill(details.line1 ?? '');
  await page.getByLabel('City').fill(details.city ?? '');
  await page.getByRole('button', { name: 'Add client' }).click();
}

/** Adds a client whom nobody resembles, and gives their page's address. */
async function added(page: Page, name: string): Promise<string> {
  await newClient(page, { name });
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  return new URL(page.url()).pathname;
}

describe('a client', () => {
  it('comes with a property, gets a contact and a deal, and is found', async () => {
    const page = await stage.member('owner');
    await newClient(page, {
      name: 'Orla Finnegan',
      email: 'orla@example.com',
      phone: '(207) 555-0901',
      line1: '4 Quay Street',
      city: 'Bath',
    });
    await page.getByRole('heading', { name: 'Orla Finnegan', level: 1 }).waitFor();
    await page.getByText('4 Quay Street, Bath').waitFor();
    expect(await page.getByRole('link', { name: '(207) 555-0901' }).getAttribute('href')).toBe('tel:2075550901');

    await page.getByRole('link', { name: 'Add a contact' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Sean Finnegan');
    await page.getByLabel('Role').fill('Brother, has the key');
    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByText('Sean Finnegan').first().waitFor();

    await page.getByLabel('New note').fill('Two cats: keep the back door shut.');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByText('Two cats').waitFor();
    await expect.poll(() => page.getByLabel('New note').inputValue()).toBe('');

    await page.getByRole('link', { name: 'New deal' }).click();
    await page.getByLabel('What it is about').fill('Repaint the stairs');
    await page.getByRole('button', { name: 'Open the deal' }).click();
    await page.getByRole('heading', { name: 'Repaint the stairs', level: 1 }).waitFor();
    await page.getByText('4 Quay Street, Bath').waitFor();

    await page.goto(clients);
    await ready(page);
    await page.getByLabel('Search clients').fill('finnegan bath');
    await page.getByText('Nobody matches').waitFor();
    await page.getByLabel('Search clients').fill('555-0901');
    await page.getByRole('link', { name: 'Orla Finnegan' }).click();
    await page.getByText('Marta Lindqvist added the contact Sean Finnegan.').waitFor();
    await page.context().close();
  });

  it('is made once however often the button is pressed', async () => {
    const page = await stage.member('owner');
    await page.goto(`${clients}/new`);
    await page.getByLabel('Name', { exact: true }).fill('Doubled Daniels');
    const forms = await page.evaluate(async () => {
      const form = document.querySelector<HTMLFormElement>('#client');
      const body = () => new URLSearchParams(new FormData(form ?? undefined) as unknown as Record<string, string>);
      return Promise.all(
        [1, 2].map(() => fetch(location.href, { method: 'POST', body: body() }).then((answer) => answer.url)),
      );
    });
    expect(new Set(forms).size).toBe(1);
    await page.goto(`${clients}?q=Doubled`);
    expect(await page.getByRole('link', { name: 'Doubled Daniels' }).count()).toBe(1);
    await page.context().close();
  });

  it('who resembles another is pointed out, and can be added all the same', async () => {
    const page = await stage.member('owner');
    await newClient(page, { name: 'First Twin', phone: '207 555 0777' });
    await page.getByRole('heading', { name: 'First Twin', level: 1 }).waitFor();
    await newClient(page, { name: 'Second Twin', phone: '+1 (207) 555-0777' });
    await page.getByRole('link', { name: 'First Twin' }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Second Twin');
    await page.getByRole('button', { name: 'Add them all the same' }).click();
    await page.getByRole('heading', { name: 'Second Twin', level: 1 }).waitFor();
    await page.context().close();
  });

  it('keeps what was typed when something is wrong', async () => {
    const page = await stage.member('owner');
    await newClient(page, { name: '', email: 'not an address', phone: '123 main street' });
    await page.getByRole('link', { name: 'Name is required.' }).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('not an address');
    expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('archived goes out of the list, and comes back with undo', async () => {
    const page = await stage.member('owner');
    await added(page, 'Ivo Undone');
    await ready(page);
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('This client is in the archive').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('This client is in the archive').waitFor({ state: 'detached' });
    await page.goto(`${clients}?q=Ivo`);
    await page.getByRole('link', { name: 'Ivo Undone' }).waitFor();
    await page.context().close();
  });

  it('saved by two people at once shows the second what differs, and takes both', async () => {
    const [one, other] = await Promise.all([stage.member('owner'), stage.member('admin')]);
    const address = await added(one, 'Contested Carter');
    await Promise.all([one, other].map((page) => page.goto(`${address}?edit=details`)));
    await Promise.all([one, other].map(ready));
    await one.getByLabel('Phone').fill('(207) 555-0111');
    await one.getByRole('button', { name: 'Save' }).click();
    await one.getByRole('link', { name: '(207) 555-0111' }).waitFor();

    await other.getByLabel('About them').fill('Prefers mornings');
    await other.getByRole('button', { name: 'Save' }).click();
    const phone = other.getByRole('row', { name: /Phone/ });
    await phone.waitFor();
    expect(await phone.textContent()).toContain('(207) 555-0111');
    await phone.getByRole('button', { name: 'Take theirs' }).click();
    expect(await other.getByLabel('About them').inputValue()).toBe('Prefers mornings');
    await other.getByRole('button', { name: 'Save over it' }).click();
    await other.locator('dd').getByText('Prefers mornings').last().waitFor();
    await other.getByRole('link', { name: '(207) 555-0111' }).waitFor();
    await Promise.all([one, other].map((page) => page.context().close()));
  });
});

describe('deals', () => {
  it('move on the board with the keyboard, and back with undo', async () => {
    const page = await stage.member('member');
    await page.goto(`${business}/paintbox/deals?new=on`);
    await ready(page);
    await page.getByLabel('What it is about').fill('Paint the boathouse');
    await page.getByText('Somebody who is not a client yet').click();
    await page.getByLabel('Name of the new client').fill('Boathouse Society');
    await page.getByRole('button', { name: 'Open the deal' }).click();
    await page.getByRole('heading', { name: 'Paint the boathouse', level: 1 }).waitFor();

    await page.goto(`${business}/paintbox/deals`);
    await ready(page);
    const inStage = (name: string) =>
      page.getByRole('region', { name: new RegExp(`^${name}`) }).getByText('Paint the boathouse', { exact: true });
    await inStage('Lead').waitFor();
    await page.getByLabel('Stage of Paint the boathouse').selectOption('quoted');
    await page.getByRole('button', { name: 'Move Paint the boathouse' }).press('Enter');
    await inStage('Quoted').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await inStage('Lead').waitFor();
    await page.context().close();
  });

  it('work without a script: a deal is opened, moved and archived', async () => {
    const page = await stage.member('owner', { javaScriptEnabled: false });
    await page.goto(`${business}/paintbox/deals?new=on`);
    await page.getByLabel('What it is about').fill('Quiet repaint');
    await page.getByRole('button', { name: 'Open the deal' }).click();
    await page.getByRole('link', { name: /Choose a client, or enter/ }).waitFor();
    expect(await page.getByLabel('What it is about').inputValue()).toBe('Quiet repaint');
    await page.getByLabel('Name of the new client').fill('Nora Noscript');
    await page.getByRole('button', { name: 'Open the deal' }).click();
    await page.getByRole('heading', { name: 'Quiet repaint', level: 1 }).waitFor();

    await page.getByLabel('Stage').selectOption('won');
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByText('The deal is in Won now.').waitFor();
    await page.getByText('moved Quiet repaint from Lead to Won').waitFor();
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The deal is back.').waitFor();
    await page.context().close();
  });
});

describe('the list of estimates', () => {
  const list = `${business}/paintbox/estimates`;

  it('is searched, sorted and filtered in its address, and downloaded as it is seen', async () => {
    const page = await stage.member('viewer');
    await page.goto(list);
    await ready(page);
    await page.getByRole('link', { name: /^Sent/ }).click();
    await page.waitForURL(/status=sent/);
    await page.getByRole('link', { name: 'Total' }).click();
    await page.waitForURL(/sort=total/);
    await page.locator('th[aria-sort=ascending]', { hasText: 'Total' }).waitFor();
    const shown = await page.locator('tbody tr td:last-child').allTextContents();
    const cents = (text: string) => Number(text.replace(/\D/g, ''));
    expect(shown.map(cents)).toEqual(shown.map(cents).sort((a, b) => a - b));
    const answer = await page.request.get(`${list}/export/csv${new URL(page.url()).search}`);
    const lines = (await answer.text()).trim().split('\r\n').slice(1);
    expect(lines.map((line) => cents(line.split(',').at(-1) ?? ''))).toEqual(shown.map(cents));
    await page.context().close();
  });

  it('deletes what is ticked with the keyboard, and brings it back', async () => {
    const page = await stage.member('owner');
    await page.goto(`${list}?status=draft`);
    await ready(page);
    const boxes = page.getByRole('checkbox', { name: /^Select E-/ });
    const count = await boxes.count();
    await boxes.first().focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 estimates deleted.').waitFor();
    await expect.poll(() => boxes.count()).toBe(count - 2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 estimates restored.').waitFor();
    await expect.poll(() => boxes.count()).toBe(count);
    await page.context().close();
  });

  it('duplicates from the menu of a row', async () => {
    const page = await stage.member('owner');
    await page.goto(`${list}?status=draft`);
    await ready(page);
    const title = await page.locator('tbody th').first().textContent();
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}/);
    await page.getByText(`${title} (copy)`).first().waitFor();
    await page.context().close();
  });
});
