import type { GetPromptResult, Prompt } from '@modelcontextprotocol/sdk/types.js';

interface Declared extends Prompt {
  write(given: Readonly<Record<string, string>>): string;
}

const declared: readonly Declared[] = [
  {
    name: 'brief_me',
    title: 'Brief me on somebody',
    description: 'What there is to know before one calls a client: work, quotes, open questions.',
    arguments: [{ name: 'who', description: 'The name of a client.', required: true }],
    write: ({ who = '' }) =>
      `Find the record that is called “${who}” in Candlefish, and everything that belongs to it. Tell me in a few sentences how to reach them, what work there is, how its quotes stand and what waits for an answer. Name amounts and dates as they stand there, and link the records.`,
  },
  {
    name: 'what_waits',
    title: 'What waits for me',
    description: 'Open questions, quotes that are open or have expired, drafts that were not sent.',
    write: () =>
      'Look up in Candlefish what waits for an answer: open questions of clients, quotes that are open or have expired, and drafts that were not sent. List them with what to do next, the most urgent first. Change nothing.',
  },
];

export const prompts: Prompt[] = declared.map(({ write: _, ...prompt }) => prompt);

/** A prompt with its arguments filled in; null when there is none of that name, or one is missing. */
export function getPrompt(name: string, given: Readonly<Record<string, string>>): GetPromptResult | null {
  const found = declared.find((prompt) => prompt.name === name);
  const isComplete = found?.arguments?.every(({ name: argument, required }) => !required || given[argument]) ?? true;
  if (!found || !isComplete) return null;
  const text = found.write(given);
  return { description: found.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
}
