import type { Estimate } from './estimate.ts';
import type { WorkbookEdit } from './workbook-edits.ts';

/** A client in words: notes, places and people, a paragraph each. */
export function clientText(client: {
  name: string;
  notes: string;
  noteBodies: readonly string[];
  places: readonly { label: string; line1: string; city: string; notes: string }[];
  people: readonly { name: string; role: string }[];
}): string {
  return paragraphs([
    client.name,
    client.notes,
    ...client.noteBodies,
    ...client.places.map(({ label, line1, city, notes }) =>
      joined([[label, line1, city].filter(Boolean).join(', '), notes]),
    ),
    ...client.people.map(({ name, role }) => joined([name, role])),
  ]);
}

/**
 * What was typed into a workbook since its import, a cell each, as it stands last. Where rows or columns were moved afterwards a
 * cell has another name now, and is told without it.
 */
export function editsText(edits: readonly WorkbookEdit[]): string {
  const typed = new Map<string, string>();
  for (const [at, edit] of edits.entries()) {
    if (edit.kind !== 'cell') continue;
    const isMoved = edits.slice(at + 1).some((later) => later.kind !== 'cell' && later.sheet === edit.sheet);
    const where = isMoved ? 'A cell' : edit.cell;
    const key = isMoved ? `${at}` : `${edit.sheet}!${edit.cell}`;
    typed.set(key, edit.input.trim() === '' ? `${where} was emptied.` : `${where} was changed to ${edit.input}.`);
  }
  return paragraphs([...typed.values()]);
}

/** An estimate in words: what is painted and how, notes, terms, and what was said about its quote. No amounts. */
export function estimateText(
  document: Estimate,
  about: {
    clientName: string;
    questions: readonly { side: 'client' | 'contractor'; authorName: string; body: string }[];
  },
): string {
  return paragraphs([
    `${document.title} for ${about.clientName}`,
    ...document.areas.map((area) =>
      joined([
        area.name,
        area.note,
        ...area.surfaces.map(({ colour, sheen, note }) => [colour, sheen, note].filter(Boolean).join(' ')),
      ]),
    ),
    ...document.extras.map(({ label, note }) => joined([label, note])),
    ...document.options.map(({ name, description }) => joined([`Option ${name}`, description])),
    labelled('Note to the client', document.clientNote),
    labelled('Internal note', document.internalNote),
    labelled('Terms', document.terms),
    ...about.questions.map(({ side, authorName, body }) =>
      labelled(side === 'client' ? `${authorName || 'The client'} asked` : `${authorName || 'We'} answered`, body),
    ),
  ]);
}

function labelled(label: string, text: string): string {
  return text.trim() === '' ? '' : `${label}: ${text}`;
}

/** Sentences of one paragraph; those without words are left out. */
function joined(parts: readonly string[]): string {
  return [...new Set(parts.map((part) => part.trim()).filter(Boolean))].join('. ');
}

function paragraphs(all: readonly string[]): string {
  return all
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n');
}
