import type { KnowledgeSource } from './source.ts';

let declared: ReadonlyMap<string, KnowledgeSource> = new Map();

/** Makes the kinds of records known that can be searched: those of every product, all at once. */
export function declareKnowledge(sources: readonly KnowledgeSource[]): void {
  declared = new Map(sources.map((source) => [source.recordType, source]));
}

export function knowledgeSources(): readonly KnowledgeSource[] {
  return [...declared.values()];
}

export function findSource(recordType: string): KnowledgeSource | undefined {
  return declared.get(recordType);
}
