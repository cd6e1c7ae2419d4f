import type { JSONSchema7, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { z } from 'zod';
import type { Asker, Tool } from './tool.ts';

let declared: ReadonlyMap<string, Tool> = new Map();

/**
 * Makes the tools known: the platform's and those of every product, all at once. Two of one name are a mistake and stop
 * the start.
 */
export function declareTools(tools: readonly Tool[]): void {
  const byName = new Map(tools.toSorted(byTheirNames).map((tool) => [tool.name, tool]));
  if (byName.size < tools.length) throw new Error('Two tools have one name.');
  declared = byName;
}

function byTheirNames(one: Tool, other: Tool): number {
  return one.name < other.name ? -1 : 1;
}

/** What somebody may use, in an order that stays: a provider that remembers the beginning of a prompt is cheaper. */
export function toolsFor(asker: Asker): readonly Tool[] {
  return [...declared.values()].filter(({ permission }) => asker.can(permission));
}

/** Every tool there is, for what is said to nobody in particular. */
export function allTools(): readonly Tool[] {
  return [...declared.values()];
}

/** A tool by its name, whoever may use it. */
export function findTool(name: string): Tool | undefined {
  return declared.get(name);
}

const functions = new WeakMap<Tool, LanguageModelV4FunctionTool>();

/** The tools as models are told of them. */
export function functionsOf(tools: readonly Tool[]): LanguageModelV4FunctionTool[] {
  return tools.map((tool) => {
    const known = functions.get(tool) ?? toFunction(tool);
    functions.set(tool, known);
    return known;
  });
}

function toFunction({ name, description, input }: Tool): LanguageModelV4FunctionTool {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input', target: 'draft-7' });
  // Zod writes draft 7 when it is asked to; its own type allows later drafts as well.
  return { type: 'function', name, description, inputSchema: schema as JSONSchema7 };
}
