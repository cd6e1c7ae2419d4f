import { memo, type ReactNode, useContext } from 'react';
import readMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { blocksOf } from './blocks.ts';
import { CopyButton, tableText } from './copy-button.tsx';
import { plainName, withoutTricks } from './plain-text.ts';
import { pictureOf } from './safe-link.ts';
import { AnyLink, SurroundingsContext } from './surroundings.tsx';

/**
 * The words of an answer. They are a stranger's: HTML is shown as the text it is, links lead to pages of this business or are
 * asked about, pictures are files of the conversation, and nothing is loaded by itself. Read block by block, so that a long answer
 * stays quick while it grows.
 */
export default function ReadMarkdown({ text }: { text: string }) {
  return (
    <div className="answer-text">
      {blocksOf(withoutTricks(text)).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <Block key={at} text={block} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text }: { text: string }) {
  return (isReadable(text) ? readBlock(text) : null) ?? <Unread text={text} />;
});

const nested = /^(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s)){20}/m;

/** Signs without end take a parser of Markdown more than their number in time; what people write has few of them. */
function isReadable(text: string): boolean {
  return text.length <= 30_000 && (text.match(/[[\]*_`>!~|]/g)?.length ?? 0) <= 4_000 && !nested.test(text);
}

/** Null when it is built to be too much for whoever reads it. */
function readBlock(text: string): ReactNode {
  try {
    return readMarkdown({
      children: text,
      remarkPlugins: [[remarkGfm, { singleTilde: false }]],
      rehypePlugins: [refuseDepth],
      allowedElements: allowed,
      unwrapDisallowed: true,
      // Decided where it is drawn, where more is known.
      urlTransform: (url) => url,
      components,
    });
  } catch {
    return null;
  }
}

function Unread({ text }: { text: string }) {
  return <p className="answer-unread">{text}</p>;
}

interface Grown {
  type: string;
  children?: Grown[];
}

const deepest = 40;

/** A thousand quotes within each other are no answer, and React cannot draw them. */
function refuseDepth() {
  return (tree: Grown) => {
    let level: Grown[] = [tree];
    for (let depth = 0; level.length > 0; depth += 1) {
      if (depth > deepest) throw new RangeError('too deep');
      level = level.flatMap(({ children = [] }) => children);
    }
  };
}

const allowed = [
  'p|br|hr|strong|em|del|code|pre|blockquote',
  'ul|ol|li|input|h1|h2|h3|h4|h5|h6',
  'table|thead|tbody|tr|th|td|a|img',
].flatMap((names) => names.split('|'));

type Drawn<Tag extends keyof JSX.IntrinsicElements> = JSX.IntrinsicElements[Tag] & ExtraProps;

const components: Components = {
  a: SafeLink,
  img: SafePicture,
  pre: Code,
  table: Table,
  th: ({ children, style }) => (
    <th scope="col" className={numberClass(style)}>
      {children}
    </th>
  ),
  td: ({ children, style }) => <td className={numberClass(style)}>{children}</td>,
  input: ({ checked }) => <input type="checkbox" className="check" checked={checked} readOnly disabled />,
  // The page has headings of its own: those of an answer stand below them.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h4>{children}</h4>,
  h5: ({ children }) => <h5>{children}</h5>,
  h6: ({ children }) => <h5>{children}</h5>,
  ul: ({ children }) => <ul>{children}</ul>,
  li: ({ children }) => <li>{children}</li>,
};

function numberClass(style: Drawn<'td'>['style']): string | undefined {
  return style?.textAlign === 'right' ? 'cell-number' : undefined;
}

/** A link as words and, where it leads elsewhere, the host it leads to: its words may claim another. */
function SafeLink({ href = '', children }: Drawn<'a'>) {
  return <AnyLink href={href}>{plainChildren(children)}</AnyLink>;
}

function plainChildren(children: ReactNode): ReactNode {
  if (children === undefined) return 'link';
  if (typeof children === 'string') return plainName(children) || 'link';
  return Array.isArray(children)
    ? children.map((child) => (typeof child === 'string' ? withoutTricks(child) : child))
    : children;
}

function SafePicture({ src, alt = '' }: Drawn<'img'>) {
  const { site, attachments } = useContext(SurroundingsContext);
  const path = typeof src === 'string' ? pictureOf(src, site, attachments) : null;
  const words = plainName(alt);
  if (path) return <img className="answer-picture" src={path} alt={words} loading="lazy" />;
  return <span className="answer-no-picture">[{words === '' ? 'a picture from elsewhere' : words}]</span>;
}

function Code({ node, children }: Drawn<'pre'>) {
  return (
    <div className="answer-code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      <pre tabIndex={0}>{children}</pre>
      <CopyButton label="Copy the code" text={() => textOf(node)} />
    </div>
  );
}

function textOf(node: { value?: string; children?: unknown[] } | undefined): string {
  if (!node) return '';
  // What stands below an element of a tree of Markdown is made like it.
  return node.value ?? (node.children ?? []).map((child) => textOf(child as typeof node)).join('');
}

function Table({ children }: Drawn<'table'>) {
  return (
    <div className="answer-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others */}
      <div className="table-frame" role="group" aria-label="Table" tabIndex={0}>
        <table className="table">{children}</table>
      </div>
      <CopyButton label="Copy the table" text={(button) => tableText(button.parentElement?.querySelector('table'))} />
    </div>
  );
}
