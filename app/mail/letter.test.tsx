import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerText, type MailTemplate, writeLetter } from './letter.server.tsx';
import { Action, Facts, Paragraph } from './parts.tsx';
import * as accountTemplates from './templates/account.tsx';
import { invitationLetter } from './templates/invitation.tsx';

const greeting: MailTemplate<{ name: string; href: string }> = {
  name: 'test.greeting',
  usefulForHours: 1,
  subject: ({ name }) => `Hello ${name}`,
  Body: ({ name, href }) => (
    <>
      <Paragraph>
        Hello <strong>{name}</strong>, how are you?
      </Paragraph>
      <Facts rows={[['Name', name]]} />
      <Action href={href}>Open it</Action>
    </>
  ),
};

const href = 'https://app.example/x?a=1&b=2';

describe('a letter', () => {
  it('says the same in HTML and in plain text', () => {
    const letter = writeLetter(greeting, { name: 'Ada & Co', href }, 'Harbor & Pine');
    expect(letter.plain).toBe(
      'Harbor & Pine\n\nHello Ada & Co, how are you?\n\nName: Ada & Co\n\nOpen it:\nhttps://app.example/x?a=1&b=2\n\n-- \nSent with Candlefish\n',
    );
    expect(letter.html).toContain('Hello <strong>Ada &amp; Co</strong>, how are you?');
    expect(letter.html).toContain('href="https://app.example/x?a=1&amp;b=2"');
    expect(letter.html).toMatch(/^<!doctype html><html lang="en">/);
  });

  it('lets nobody write markup, whatever they are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const { html } = writeLetter(greeting, { name: `<img src=x onerror=1>${name}"><script>`, href }, name);
        return !/<(img|script)/i.test(html);
      }),
    );
  });

  it('lets nobody add a header line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        const { subject, fromName } = writeLetter(
          greeting,
          { name: `${a}\r\nBcc: x@evil.example${b}`, href },
          `${a}\n${b}`,
        );
        return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject + fromName);
      }),
    );
    expect(headerText('Quote\r\nBcc: everybody@evil.example', 200)).toBe('Quote Bcc: everybody@evil.example');
    expect(headerText('invoice\u202efdp.exe', 200)).toBe('invoice fdp.exe');
  });

  it('links to the web and to nothing else', () => {
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', '/relative', ' https://x']) {
      expect(() => writeLetter(greeting, { name: 'Ada', href: bad }, 'X')).toThrow('whole web address');
    }
  });

  it.each([...Object.values(accountTemplates), invitationLetter].map((template) => [template.name, template] as const))(
    '%s can be written',
    (_, template) => {
      const props = {
        name: '<b>Ada</b>',
        email: 'ada@example.com',
        newEmail: 'new@example.com',
        business: '<i>Pine</i>',
        invitedBy: 'Bo',
        device: '<i>Firefox</i>',
        address: '192.0.2.7',
        role: 'member',
        href,
      };
      const { html, plain, subject } = writeLetter(template as MailTemplate<typeof props>, props, 'Candlefish');
      expect(subject).not.toBe('');
      expect(html).not.toMatch(/<b>|<i>/);
      expect(plain).not.toMatch(/&lt;|undefined|\[object/);
    },
  );
});
