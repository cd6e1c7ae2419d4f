import { describe, expect, it } from 'vitest';
import { scriptsAfterPaint } from './after-paint.server.ts';

const page =
  '<html><head></head><body><main>Estimates</main><link rel="modulepreload" href="/assets/a.js"/><script nonce="n">a</script><script nonce="n" type="module">b</script></body></html>';

describe('scripts after the first paint', () => {
  it('wait in a template, in their order, with the data behind them', () => {
    const html = scriptsAfterPaint(page, '<script nonce="n">data</script>', 'n');
    const [before = '', waiting = ''] = html.split('<template>');
    expect(before).toBe('<html><head></head><body><main>Estimates</main>');
    expect(waiting.slice(0, waiting.indexOf('</template>'))).toBe(
      '<link rel="modulepreload" href="/assets/a.js"/><script nonce="n">a</script><script nonce="n" type="module">b</script><script nonce="n">data</script>',
    );
    expect(html.endsWith('</script></body></html>')).toBe(true);
  });

  it('leaves a page without scripts as it is', () => {
    expect(scriptsAfterPaint('<html><body>Gone</body></html>', '<script>data</script>', 'n')).toBe(
      '<html><body>Gone</body></html>',
    );
  });

  it('takes no words of a person for its own', () => {
    const said = 'I typed &lt;link rel=&quot;modulepreload&quot; and &lt;/body&gt;';
    const html = scriptsAfterPaint(page.replace('Estimates', said), '', 'n');
    expect(html.split('<template>')[0]).toContain(`${said}</main>`);
  });
});
