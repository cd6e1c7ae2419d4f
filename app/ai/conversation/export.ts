import type { ChatMessage, ToolAnswer } from '../message.ts';

interface Exported {
  title: string;
  messages: readonly ChatMessage[];
  locale: string;
  timeZone: string;
}

/** A conversation as Markdown, as its reader is shown it: the words, and what was found and changed, each in a line. */
export function toMarkdown({ title, messages, locale, timeZone }: Exported): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const sections = messages.map((message) => section(message, format));
  return `${[`# ${line(title)}`, ...sections].join('\n\n')}\n`;
}

function section({ role, metadata, parts }: ChatMessage, format: Intl.DateTimeFormat): string {
  const who = role === 'user' ? (metadata?.author?.name ?? 'Somebody') : 'Assistant';
  const at = metadata?.createdAt ? ` · ${format.format(new Date(metadata.createdAt))}` : '';
  const body = parts.flatMap((part) => told(part) ?? []);
  const problem = metadata?.problem ? [`_${line(metadata.problem)}_`] : [];
  return [`## ${line(who)}${at}`, ...body, ...problem].join('\n\n');
}

function told(part: ChatMessage['parts'][number]): string | null {
  if (part.type === 'text') return part.text.trim() || null;
  if (part.type === 'file') return `> File: ${line(part.filename ?? part.mediaType)}`;
  if (part.type !== 'dynamic-tool') return null;
  const title = line(part.title ?? part.toolName);
  if (part.state === 'output-error') return `> **${title}**: ${line(part.errorText)}`;
  // Written by showParts alone.
  if (part.state === 'output-available') return `> **${title}**: ${line(saidOf(part.output as ToolAnswer))}`;
  return `> **${title}**`;
}

function saidOf(answer: ToolAnswer): string {
  if (answer.kind === 'finding') return answer.text;
  const { summary, status, outcome } = answer.changeSet;
  return `${summary} (${status})${outcome ? `: ${outcome.text}` : ''}`;
}

/** On one line, so that what somebody wrote in a name begins no heading. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
