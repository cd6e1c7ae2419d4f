import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import ReadMarkdown from './read-markdown.tsx';
import { destinationOf } from './safe-link.ts';
import { SurroundingsContext } from './surroundings.tsx';

const site = { origin: 'https://candlefish.example', tenantSlug: 'harbor-pine' };
const own = '0b9b3d1e-5a0c-4a53-9d9c-0a4b8f7f5e11';
const others = 'ffffffff-5a0c-4a53-9d9c-0a4b8f7f5e11';
const files = '/t/harbor-pine/assistant/api/attachments';

function drawn(text: string): string {
  const surroundings = { site, attachments: new Set([own]), onLeave: () => {} };
  return renderToStaticMarkup(
    <SurroundingsContext.Provider value={surroundings}>
      <ReadMarkdown text={text} />
    </SurroundingsContext.Provider>,
  );
}

/** Everything that a browser would fetch, run or follow by itself. */
const active =
  /<(script|iframe|img|style|svg|math|object|embed|form|link|base|meta|video|audio)\b|<[^>]*\s(on\w+|style|srcset)=/i;

describe('an answer that wants more than to be read', () => {
  it('shows HTML as the text it is', () => {
    const html = drawn(
      '<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\nText <b onclick="x()">bold</b> <svg/onload=alert(1)>',
    );
    expect(html).not.toMatch(/<(img|script|b|svg)\b(?! class="icon)/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('loads no picture of another host, nor one that tells something in its address', () => {
    for (const src of [
      'https://evil.example/p.png?q=secret',
      '//evil.example/p.png',
      'data:image/svg+xml,<svg onload=alert(1)>',
      `${files}/${others}`,
      `${files}/${own}?q=secret`,
      `/t/harbor-pine/../other${files}/${own}`,
      '/t/harbor-pine/admin/branding/logo',
      `https://candlefish.example@evil.example${files}/${own}`,
    ]) {
      expect(drawn(`![Total](${src})`)).not.toMatch(active);
      expect(drawn(`![Total][p]\n\n[p]: ${src}`)).not.toMatch(active);
    }
    expect(drawn(`![Total](${files}/${own})`)).toContain(`src="${files}/${own}"`);
  });

  it('follows no address that runs something or opens another program', () => {
    const tries = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      'vbscript:x',
      'file:///etc/passwd',
    ];
    const more = [
      'data:text/html,<script>1</script>',
      'blob:https://candlefish.example/x',
      'tel:+19005551234',
      'mailto:a@b.example',
    ];
    for (const url of [...tries, ...more, '&#106;avascript:alert(1)', ' javascript:alert(1)']) {
      expect(drawn(`[Open](<${url}>)`)).not.toMatch(/<(a|button)\b/);
    }
    expect(drawn('<javascript:alert(1)> <mailto:ada@example.com> ada@example.com')).not.toMatch(/<(a|button)\b/);
  });

  it('leaves for another site only by a button that names its host', () => {
    const html = drawn('Pay at [https://bank.example](https://evil.example/pay?to=secret).');
    expect(html).not.toContain('<a ');
    expect(html).not.toContain('secret');
    expect(html).toContain('(evil.example)');
  });

  it('shows a host that looks like another in the letters it is made of', () => {
    expect(drawn('[Apple](https://аpple.com/)')).toContain('(xn--pple-43d.com)');
    expect(destinationOf('https://candlefish.example:secret@evil.example/', site)).toEqual({ kind: 'none' });
    expect(drawn('[Home](https://candlefish.example.evil.example/t/harbor-pine)')).toContain(
      '(candlefish.example.evil.example)',
    );
  });

  it('links to pages of this business alone, whatever way is taken there', () => {
    for (const path of [
      '/t/harbor-pine/../other-business/members',
      '/t/harbor-pine/%2e%2e/other-business',
      '/t/harbor-pine-2/members',
      '/sign-out',
      '/t/harbor-pine\\..\\..\\theme',
      '/oauth/authorize?client_id=x',
    ]) {
      expect(drawn(`[Go](${path})`)).not.toMatch(/<(a|button)\b/);
    }
    expect(drawn('[Go](/t/harbor-pine/paintbox/clients)')).toContain('href="/t/harbor-pine/paintbox/clients"');
    expect(drawn('[Go](https://candlefish.example/t/harbor-pine)')).toContain('href="/t/harbor-pine"');
  });

  it('takes away what turns words around or hides them', () => {
    const html = drawn('[\u202egpj.exe\u202c](https://evil.example/a) a\u200bb \u{e0041}\u{e0042} pass\u00adword');
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u00ad]|[\u{e0000}-\u{e007f}]/u);
    expect(drawn('[\u200b\u2060](/t/harbor-pine)')).toContain('>link<');
    expect(drawn('[evil\u200d.example](/t/harbor-pine)')).toContain('>evil.example<');
  });

  it('asks nothing ahead, and gives nothing of the page a name', () => {
    const html = drawn('[Go](/t/harbor-pine/members) [^1]\n\n[^1]: Note\n\n# location\n\n| a |\n|--:|\n| 1 |');
    expect(html).not.toMatch(/data-discover|ahead|\sid=|\sname=|style=/);
  });

  it('does not fall over what was made to fell it', () => {
    for (const text of [
      '>'.repeat(20_000),
      '['.repeat(20_000),
      '*a **b '.repeat(3_000),
      `${'- '.repeat(4_000)}x`,
      '![a]('.repeat(8_000),
      '`'.repeat(30_000),
      `|${'a|'.repeat(5_000)}\n|${'-|'.repeat(5_000)}\n`,
      'x'.repeat(1_000_000),
    ]) {
      const startedAt = performance.now();
      expect(drawn(text).length).toBeGreaterThan(0);
      expect(performance.now() - startedAt).toBeLessThan(4_000);
    }
  });
});
