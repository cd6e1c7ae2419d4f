import type { TestClient } from './client.ts';

/** A form of a page as a browser would send it. */
export interface FoundForm {
  action: string;
  fields: Record<string, string>;
}

export interface Harvest {
  /** Paths with their query, each as a page links to it. */
  paths: string[];
  forms: FoundForm[];
  /** The ids that stand in addresses. */
  ids: string[];
}

/** Walks the links of the pages from `start` on, as far as `follow` allows, and gathers what they lead to and ask for. */
export async function harvest(
  client: TestClient,
  start: string[],
  { follow, pages }: { follow: RegExp; pages: number },
): Promise<Harvest> {
  const known = new Set(start);
  const forms = new Map<string, FoundForm>();
  let read = 0;
  for (const path of known) {
    if (read >= pages) break;
    const response = await client.get(path);
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html');
    const html = isPage ? await response.text() : '';
    if (!isPage) await response.body?.cancel();
    read += 1;
    for (const link of linksOf(html)) if (follow.test(link)) known.add(link);
    for (const form of formsOf(html, path)) forms.set(`${form.action} ${Object.keys(form.fields)}`, form);
  }
  const paths = [...known];
  const ids = new Set(paths.flatMap((path) => path.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []));
  return { paths, forms: [...forms.values()], ids: [...ids] };
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)].map(([, href = '']) => plain(href));
}

function formsOf(html: string, page: string): FoundForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', body = '']) => ({
    action: plain(/\saction="([^"]*)"/.exec(tag)?.[1] ?? page),
    fields: Object.fromEntries(
      [...body.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/g)].flatMap(([field]) => {
        const name = attribute(field, 'name');
        return name && name !== '_csrf' && name !== '_submission' ? [[name, attribute(field, 'value')]] : [];
      }),
    ),
  }));
}

function attribute(tag: string, name: string): string {
  return plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
