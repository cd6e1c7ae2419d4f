import type { ResultFacts } from '#app/ai/facts.ts';
import type { RecordLink } from '#app/ai/tool.ts';

/*
 * The small business that the requests speak of. Looking something up finds it by its words, as the tools do; everything else
 * answers in a sentence, and what writes is only proposed.
 */

const base = '/t/brush-co/paintbox';
const id = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const link = (folder: string, number: number, label: string): RecordLink => ({
  label,
  href: `${base}/${folder}/${id(number)}`,
});

export const records = {
  ada: link('clients', 1, 'Ada Moss'),
  ben: link('clients', 2, 'Ben Ortiz'),
  john: link('clients', 3, 'John Smith'),
  jane: link('clients', 4, 'Jane Smith'),
  harbor: link('clients', 5, 'Harbor View HOA'),
  e1042: link('estimates', 11, 'E-1042 Moss residence'),
  e1043: link('estimates', 12, 'E-1043 Ortiz kitchen'),
  e1044: link('estimates', 13, 'E-1044 Harbor View exterior'),
  mossDeal: link('deals', 21, 'Moss repaint'),
  harborDeal: link('deals', 22, 'Harbor View 2026'),
  kitchenBook: link('workbooks', 31, 'Kitchen estimator'),
  exteriorBook: link('workbooks', 32, 'Exterior calc'),
  interiorBook: link('workbooks', 33, 'Interior Repaint'),
} as const;

export type RecordName = keyof typeof records;

/** The open question of a client. */
export const questionId = id(41);

const folders: Record<string, string> = {
  paintbox_find_clients: 'clients',
  paintbox_find_estimates: 'estimates',
  paintbox_list_deals: 'deals',
  paintbox_list_workbooks: 'workbooks',
};

export const readOnly = /_(find|open|list|explain|read|search|show|sales|workbook)|^knowledge_search/;

/** What a tool answers here. */
export function answerOf(tool: string, input: Record<string, unknown>, toolCallId: string): ResultFacts {
  const folder = folders[tool];
  if (folder !== undefined) {
    const words = String(input.query ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean);
    const found = Object.values(records).filter(
      ({ href, label }) => href.includes(`/${folder}/`) && words.every((word) => label.toLowerCase().includes(word)),
    );
    return {
      kind: 'finding',
      text: found.length === 0 ? 'Nothing was found.' : `Found ${found.length}.`,
      records: found,
    };
  }
  if (tool === 'paintbox_list_questions') {
    return {
      kind: 'finding',
      text: 'One question of Ben Ortiz waits.',
      records: [
        { label: 'Which primer do you use?', href: `${base}/estimates/${id(12)}/quote#question-${questionId}` },
      ],
    };
  }
  if (readOnly.test(tool)) {
    const about = Object.values(records).filter(({ href, label }) =>
      Object.values(input).some(
        (value) => typeof value === 'string' && value !== '' && (href.endsWith(value) || label.startsWith(value)),
      ),
    );
    return { kind: 'finding', text: 'This is what there is.', records: about };
  }
  return {
    kind: 'changes',
    changeSet: {
      id: toolCallId,
      tool,
      label: tool,
      effect: 'write',
      summary: 'Make the change',
      changes: [],
      fingerprint: '',
      askedBy: '',
      status: 'proposed',
      canUndo: false,
      expiresAt: '2026-05-20T18:00:00Z',
    },
  };
}
