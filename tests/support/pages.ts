import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright';
import { TestClient } from './client.ts';
import { setUpApp, signIn, signUp } from './second-factor.ts';
import { business, ready, wait } from './visitor.ts';

const paintbox = `${business}/paintbox`;
const documents = `${business}/assistant/documents`;
const people = `${business}/admin/people`;

/** The first link on a page whose path fits; the path alone. */
async function linkOn(page: Page, address: string, path: RegExp): Promise<string> {
  await page.goto(address);
  const paths = await page
    .locator('a[href]')
    .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const found = paths.find((each) => path.test(each));
  if (!found) throw new Error(`No link on ${address} fits ${path}.`);
  return found;
}

const id = '[0-9a-f-]{36}';
const member = (page: Page) => linkOn(page, `${business}/members`, new RegExp(`/admin/members/${id}$`));
const estimate = (page: Page) => linkOn(page, `${paintbox}/estimates`, new RegExp(`/estimates/${id}$`));
const sentEstimate = (page: Page) => linkOn(page, `${paintbox}/estimates?status=sent`, new RegExp(`/estimates/${id}$`));
const client = (page: Page) => linkOn(page, `${paintbox}/clients`, new RegExp(`/clients/${id}$`));
const deal = (page: Page) => linkOn(page, `${paintbox}/deals`, new RegExp(`/deals/${id}$`));

export interface Visit {
  /** Where the pattern's page is seen, found through the application's own links. */
  find: (page: Page) => Promise<string> | string;
  /** Brings a browser of its own to where the page can be seen. */
  prepare?: (page: Page) => Promise<void>;
  /** Nobody is signed in. */
  isPublic?: true;
  /** Who looks at it, and finds it, when that is not the owner of the demo business. */
  as?: 'operator';
  /** What it answers, when that is not 200. */
  status?: 404;
  /** Sides of the page that have an address of their own. */
  also?: readonly string[];
}

/** Every page with a component, by its pattern. A new page is looked at here too, or a test says that it is missing. */
export const visits: Record<string, Visit> = {
  '/': { find: () => '/', isPublic: true },
  '/sign-in': { find: () => '/sign-in', isPublic: true },
  '/sign-in/business/:tenant?': { find: () => '/sign-in/business', isPublic: true },
  '/oauth/authorize': { find: async (page) => (await askToBeLetIn(page)).address },
  '/sign-up': { find: () => '/sign-up', isPublic: true },
  '/reset': { find: () => '/reset', isPublic: true },
  '/reset/:token': { find: resetLink, isPublic: true },
  '/verify/:token': { find: confirmLink, isPublic: true },
  '/change-email/:token': { find: changeLink, isPublic: true },
  '/connect': { find: () => '/connect', isPublic: true },
  '/api/auth/start/:provider': { find: () => '/api/auth/start/openid', isPublic: true },
  '/mailbox/:letter?': { find: letter, isPublic: true },
  '/sign-in/second-step': { find: () => '/sign-in/second-step', prepare: halfSignedIn },
  '/account': { find: () => '/account' },
  '/account/security': { find: () => '/account/security', also: ['?needed=on'] },
  '/account/authenticator': { find: () => '/account/authenticator' },
  '/account/passkeys/new': { find: () => '/account/passkeys/new' },
  '/account/sessions': { find: () => '/account/sessions' },
  '/account/confirm': { find: () => '/account/confirm?needs=second-factor', prepare: withoutSecondFactor },
  '/businesses': { find: () => '/businesses' },
  '/businesses/new': { find: () => '/businesses/new' },
  '/invite/:token': { find: invitation, isPublic: true },
  '/t/:tenant': { find: () => business },
  '/t/:tenant/operator-access': { find: () => `${business}/operator-access` },
  '/operator': { find: () => '/operator', as: 'operator', also: ['?q=nothing-like-it'] },
  '/operator/tenants/:id': {
    find: (page) => linkOn(page, '/operator?q=harbor', new RegExp(`/operator/tenants/${id}$`)),
    as: 'operator',
  },
  '/operator/health': { find: () => '/operator/health', as: 'operator' },
  '/operator/features': { find: () => '/operator/features', as: 'operator' },
  '/operator/acts': { find: () => '/operator/acts', as: 'operator' },
  '/t/:tenant/assistant/:conversation?': { find: () => `${business}/assistant` },
  '/t/:tenant/assistant/documents': { find: () => documents, also: ['?q=ladder'] },
  '/t/:tenant/assistant/documents/:document': { find: document },
  '/t/:tenant/assistant/changes/:id': { find: programsChange },
  '/t/:tenant/members': { find: () => `${business}/members` },
  '/t/:tenant/admin': { find: () => `${business}/admin` },
  '/t/:tenant/admin/members/:member': { find: member },
  '/t/:tenant/admin/products': { find: () => `${business}/admin/products` },
  '/t/:tenant/admin/branding': { find: () => `${business}/admin/branding` },
  '/t/:tenant/admin/sign-in': { find: () => `${business}/admin/sign-in` },
  '/t/:tenant/admin/sign-in/business': { find: () => `${business}/admin/sign-in/business` },
  '/t/:tenant/admin/assistant': { find: () => `${business}/admin/assistant` },
  '/t/:tenant/admin/usage': { find: () => `${business}/admin/usage` },
  '/t/:tenant/admin/audit': {
    find: () => `${business}/admin/audit`,
    also: ['?action=member', '?q=nothing-like-it', '?check=on'],
  },
  '/t/:tenant/admin/data': { find: () => `${business}/admin/data` },
  '/t/:tenant/admin/people': { find: () => people, also: ['?q=whitcomb', '?q=marta', '?q=nothing-like-it'] },
  '/t/:tenant/admin/people/:type/:person': {
    find: (page) => linkOn(page, `${people}?q=whitcomb`, new RegExp(`/admin/people/[^/]+/${id}$`)),
  },
  '/t/:tenant/admin/api-keys': { find: () => `${business}/admin/api-keys` },
  '/t/:tenant/admin/webhooks': { find: () => `${business}/admin/webhooks` },
  '/t/:tenant/paintbox/estimates': {
    find: () => `${paintbox}/estimates`,
    also: ['?status=sent', '?q=nothing-like-it', '?deleted=on'],
  },
  '/t/:tenant/paintbox/estimates/new': { find: () => `${paintbox}/estimates/new` },
  '/t/:tenant/paintbox/estimates/:estimate': { find: estimate },
  '/t/:tenant/paintbox/estimates/:estimate/saves': { find: async (page) => `${await estimate(page)}/saves` },
  '/t/:tenant/paintbox/estimates/:estimate/quote': { find: async (page) => `${await sentEstimate(page)}/quote` },
  '/t/:tenant/paintbox/clients': { find: () => `${paintbox}/clients`, also: ['?archived=on'] },
  '/t/:tenant/paintbox/clients/new': { find: () => `${paintbox}/clients/new` },
  '/t/:tenant/paintbox/clients/:client': { find: client, also: ['?edit=details', '?edit=property', '?edit=contact'] },
  '/t/:tenant/paintbox/deals': { find: () => `${paintbox}/deals`, also: ['?view=list', '?new=on'] },
  '/t/:tenant/paintbox/deals/:deal': { find: deal, also: ['?edit=details'] },
  '/t/:tenant/paintbox/rates': {
    find: () => `${paintbox}/rates`,
    also: ['?edit=labour,surfaces,products,preparation,openings,money,units'],
  },
  '/t/:tenant/paintbox/workbooks': { find: () => `${paintbox}/workbooks` },
  '/t/:tenant/paintbox/workbooks/:workbook': { find: workbook },
  '/t/:tenant/*': { find: () => `${business}/nowhere`, status: 404 },
  '/*': { find: () => '/nowhere', isPublic: true, status: 404 },
  '/q/:token': { find: publicQuote, isPublic: true },
};

/** The page of the newest letter in the mailbox of this machine whose text has such a link. */
async function letterWith(page: Page, link: RegExp): Promise<{ page: string; link: string }> {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto('/mailbox');
    const pages = await page.locator('.choice-list a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const address of pages.slice(0, 6)) {
      await page.goto(address ?? '');
      const found = link.exec((await page.locator('.letter-text').textContent()) ?? '')?.[0];
      if (found) return { page: address ?? '', link: found };
    }
    await page.waitForTimeout(250);
  }
  throw new Error(`No letter has a link like ${link}.`);
}

async function resetLink(page: Page): Promise<string> {
  await page.goto('/reset');
  await page.getByLabel('Email').fill('viewer@harborpine.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('A letter is on its way').waitFor();
  return (await letterWith(page, /\/reset\/[\w-]{43}/)).link;
}

async function letter(page: Page): Promise<string> {
  return (await letterWith(page, /https?:/)).page;
}

async function confirmLink(page: Page): Promise<string> {
  await new TestClient(new URL(page.url()).origin).signUp('Somebody new');
  return (await letterWith(page, /\/verify\/[\w-]{43}/)).link;
}

async function changeLink(page: Page): Promise<string> {
  await page.goto('/account');
  await page.getByLabel('New address').fill(`owner-${Date.now()}@harborpine.example`);
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.getByText('A letter is on its way').waitFor();
  return (await letterWith(page, /\/change-email\/[\w-]{43}/)).link;
}

/** An invitation's link is shown once, to whoever made it. */
async function invitation(page: Page): Promise<string> {
  await page.goto(`${business}/members`);
  await page.getByLabel('Email').fill(`guest-${Date.now()}@example.com`);
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByText(/\/invite\//).textContent();
  return new URL(link?.trim() ?? '').pathname;
}

async function publicQuote(page: Page): Promise<string> {
  const address = `${await sentEstimate(page)}/quote`;
  await page.goto(address);
  const text = await page.locator('main').innerHTML();
  const found = /\/q\/[\w.~-]+/.exec(text)?.[0];
  if (!found) throw new Error(`No quote link on ${address}.`);
  return found;
}

/** A chosen file is sent at once. */
async function workbook(page: Page): Promise<string> {
  await page.goto(`${paintbox}/workbooks`);
  await ready(page);
  await page.locator('input[type="file"]').first().setInputFiles('tests/fixtures/workbooks/interior-repaint.xlsx');
  await page.waitForURL(new RegExp(`/workbooks/${id}$`));
  return new URL(page.url()).pathname;
}

/** Somebody who has typed their password and not yet the code. */
async function halfSignedIn(page: Page): Promise<void> {
  const ida = await signUp(page);
  await setUpApp(page);
  await page.context().clearCookies({ name: 'candlefish_session' });
  await signIn(page, ida);
}

/** Somebody whose session is older than their authenticator app, which they set up in another browser. */
async function withoutSecondFactor(page: Page): Promise<void> {
  const ida = await signUp(page);
  const elsewhere = await page
    .context()
    .browser()
    ?.newContext({ baseURL: new URL(page.url()).origin });
  const other = await elsewhere?.newPage();
  if (!other) throw new Error('There is no other browser.');
  wait(other);
  await signIn(other, ida);
  await setUpApp(other);
  await elsewhere?.close();
}

async function document(page: Page): Promise<string> {
  await page.goto(documents);
  await ready(page);
  const file = {
    name: 'safety.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Ladders\n\nThree points of contact.'),
  };
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page
    .getByRole('link', { name: /safety/ })
    .first()
    .waitFor();
  return linkOn(page, documents, new RegExp(`/documents/${id}$`));
}

/** A program that wants to be let in, by the steps of OAuth. */
async function askToBeLetIn(page: Page) {
  const { resource } = await (await page.request.get('/.well-known/oauth-protected-resource')).json();
  const redirect_uri = 'http://127.0.0.1:9/callback';
  const program = { client_name: 'Desk helper', redirect_uris: [redirect_uri] };
  const { client_id } = await (await page.request.post('/oauth/register', { data: program })).json();
  const code_verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource,
  });
  return { address: `/oauth/authorize?${asked}`, proof: { client_id, redirect_uri, code_verifier, resource } };
}

/** Lets a program in as its member does, and gives what it was given. */
export async function letProgramIn(page: Page): Promise<{ access_token: string; refresh_token: string }> {
  const { address, proof } = await askToBeLetIn(page);
  await page.goto(address);
  await page.getByRole('button', { name: 'Let it in' }).click();
  const back = await page.getByRole('link', { name: /Go back to/ }).getAttribute('href');
  const code = new URL(back ?? '').searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, ...proof };
  return (await page.request.post('/oauth/token', { form })).json();
}

/** A change that a program proposed and that waits for the member. */
async function programsChange(page: Page): Promise<string> {
  const { access_token } = await letProgramIn(page);
  const called = await page.request.post('/mcp', {
    headers: { Authorization: `Bearer ${access_token}`, Accept: 'application/json, text/event-stream' },
    data: {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'paintbox_add_client', arguments: { name: 'Ada Moss' } },
    },
  });
  const said = await called.text();
  const found = new RegExp(`/t/[\\w-]+/assistant/changes/${id}`).exec(said)?.[0];
  if (!found) throw new Error(`The program was not told where its change waits: ${said.slice(0, 300)}`);
  return found;
}
