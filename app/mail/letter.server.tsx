import { Fragment, isValidElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Colour } from '../values/colour.ts';
import { Letter, type Part } from './parts.tsx';

/** A kind of letter. `Body` is made of the parts of parts.tsx and uses no hooks: it is read as plain text too. */
export interface MailTemplate<Props extends object> {
  /** `thing.verb`, kept with every letter. */
  name: string;
  /** After this long it is no longer worth delivering. */
  usefulForHours: number;
  /** The platform's own words to a business: they leave even while the business may send none. */
  isOurs?: true;
  subject(props: Props): string;
  Body(props: Props): ReactNode;
}

export interface WrittenLetter {
  fromName: string;
  subject: string;
  html: string;
  plain: string;
}

/** Writes a letter in HTML and in plain text, from one template, in the colour of the business. Header lines get no control characters. */
export function writeLetter<Props extends object>(
  { subject, Body }: MailTemplate<Props>,
  props: Props,
  from: string,
  colour: Colour | null = null,
): WrittenLetter {
  const fromName = headerText(from, 100);
  const title = headerText(subject(props), 200);
  const letter = (
    <Letter from={fromName} subject={title} colour={colour}>
      {Body(props)}
    </Letter>
  );
  return { fromName, subject: title, html: `<!doctype html>${renderToStaticMarkup(letter)}`, plain: plainText(letter) };
}

/** One line for a header: whatever could end it, and what could turn the text around, becomes a space. */
export function headerText(text: string, most: number): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, most);
}

/** The words of a tree of parts, without any markup. */
export function plainText(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map(plainText).join('');
  if (!isValidElement<{ children?: ReactNode }>(node)) return '';
  const { type, props } = node;
  if (isPart(type)) return type.plain(props, plainText(props.children));
  if (typeof type === 'function') return plainText((type as (given: object) => ReactNode)(props));
  if (typeof type === 'string' || type === Fragment) return plainText(props.children);
  throw new TypeError('A letter is made of parts, plain elements and functions of their props.');
}

function isPart(type: unknown): type is Part<object> {
  return typeof type === 'function' && 'plain' in type;
}
