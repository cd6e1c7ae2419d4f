import type { TestClient } from './client.ts';

/** Begins at our page and gives the address of the provider that the browser is sent to. */
export async function beginAt(
  client: TestClient,
  provider: string,
  fields: { intent?: 'sign-in' | 'connect'; next?: string } = {},
): Promise<Response> {
  return client.post(`/api/auth/start/${provider}`, { intent: 'sign-in', ...fields });
}

/** Where the page that answers the start sends the browser. */
export function goesOnTo(response: Response): string {
  const to = /^0; url=(.+)$/.exec(response.headers.get('Refresh') ?? '')?.[1];
  if (!to) throw new Error(`The start was answered with ${response.status}, ${response.headers.get('Location')}.`);
  return to;
}

/**
 * Signs in at the provider of this machine as somebody clicks through it: its sign-in page, then its question. Gives the
 * address that it sends the browser back to.
 */
export async function passOpenId(start: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { Cookie: cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return response;
  };
  let response = await go(start);
  for (let step = 0; step < 10; step += 1) {
    const location = response.headers.get('Location');
    if (location) {
      const next = new URL(location, response.url || start).href;
      if (next.includes('/api/auth/callback/')) return next;
      response = await go(next);
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`The provider answered ${response.status}: ${page.slice(0, 300)}`);
    response = await go(action, prompt === 'login' ? { prompt, login, password: 'any' } : { prompt });
  }
  throw new Error('The provider went round in circles.');
}

/** The path of an address of ours: what the test client asks for. */
export function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}
