import type { CSSProperties, ReactNode } from 'react';
import { type Colour, corrected, grounds } from '../values/colour.ts';

/**
 * What letters are made of. A part is drawn in HTML, with styles on each element because mail programs drop the rest, and
 * says beside it how it reads in plain text: one template gives both.
 */
export interface Part<Props> {
  (props: Props): ReactNode;
  plain(props: Props, words: string): string;
}

const ink = '#1c2b33';
const soft = '#52616a';
const sans = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const text: CSSProperties = { margin: '0 0 16px', fontSize: '16px', lineHeight: '24px', color: ink };

export const Paragraph: Part<{ children: ReactNode }> = ({ children }) => <p style={text}>{children}</p>;
Paragraph.plain = (_, words) => `${words}\n\n`;

/** Smaller, at the end: why this came, and what to do if it should not have. */
export const Small: Part<{ children: ReactNode }> = ({ children }) => (
  <p style={{ ...text, fontSize: '14px', lineHeight: '20px', color: soft }}>{children}</p>
);
Small.plain = (_, words) => `${words}\n\n`;

/** The one thing to do. Its address is written out below, for programs that show no links. */
export const Action: Part<{ href: string; children: ReactNode }> = ({ href, children }) => (
  <>
    <table role="presentation" cellPadding={0} cellSpacing={0} style={{ margin: '8px 0 20px' }}>
      <tbody>
        <tr>
          <td style={{ background: '#f0b03c', borderRadius: '8px', padding: '12px 20px' }}>
            <a href={webAddress(href)} style={{ color: '#2b1d06', fontWeight: 600, textDecoration: 'none' }}>
              {children}
            </a>
          </td>
        </tr>
      </tbody>
    </table>
    <p style={{ ...text, fontSize: '13px', lineHeight: '18px', color: soft, wordBreak: 'break-all' }}>
      {webAddress(href)}
    </p>
  </>
);
Action.plain = ({ href }, words) => `${words}:\n${webAddress(href)}\n\n`;

/** A picture that we serve, such as a logo; what it shows stands in the words beside it. */
export const Picture: Part<{ src: string; alt: string }> = ({ src, alt }) => (
  <img
    src={webAddress(src)}
    alt={alt}
    height={48}
    style={{ display: 'block', margin: '0 0 20px', maxWidth: '240px' }}
  />
);
Picture.plain = () => '';

/** Facts beside their names. */
export const Facts: Part<{ rows: readonly (readonly [name: string, value: string])[] }> = ({ rows }) => (
  <table role="presentation" cellPadding={0} cellSpacing={0} style={{ margin: '0 0 16px' }}>
    <tbody>
      {rows.map(([name, value]) => (
        <tr key={name}>
          <td style={{ padding: '2px 16px 2px 0', color: soft }}>{name}</td>
          <td style={{ padding: '2px 0', color: ink }}>{value}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
Facts.plain = ({ rows }) => `${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n`;

/** The whole letter: who writes, what they write, and that it came from Candlefish. */
export const Letter: Part<{ from: string; subject: string; colour: Colour | null; children: ReactNode }> = ({
  from,
  subject,
  colour,
  children,
}) => (
  <html lang="en">
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{subject}</title>
    </head>
    <body style={{ margin: 0, background: '#f6f3ec', fontFamily: sans }}>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0}>
        <tbody>
          <tr>
            <td align="center" style={{ padding: '32px 16px' }}>
              <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ maxWidth: '560px' }}>
                <tbody>
                  <tr>
                    <td style={{ padding: '0 0 16px', fontSize: '18px', fontWeight: 600, color: ink }}>{from}</td>
                  </tr>
                  <tr>
                    <td
                      style={{
                        background: '#ffffff',
                        border: '1px solid #e4ded1',
                        ...(colour && { borderTop: `4px solid ${corrected(colour, grounds.paper, 3)}` }),
                        borderRadius: '8px',
                        padding: '28px 28px 12px',
                      }}
                    >
                      {children}
                    </td>
                  </tr>
                  <tr>
                    <td style={{ padding: '16px 0', fontSize: '13px', color: soft }}>Sent with Candlefish</td>
                  </tr>
                </tbody>
              </table>
            </td>
          </tr>
        </tbody>
      </table>
    </body>
  </html>
);
Letter.plain = ({ from }, words) => `${from}\n\n${words}-- \nSent with Candlefish\n`;

function webAddress(href: string): string {
  if (/^https?:\/\//.test(href)) return href;
  throw new TypeError('A link in a letter must be a whole web address.');
}
