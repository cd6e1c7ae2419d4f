/** What an editor remembers of a document: how it was before each step, and what was taken back. */
export interface Timeline<Doc> {
  doc: Doc;
  past: readonly Doc[];
  future: readonly Doc[];
  /** The last step's key; the next step with the same key is a part of it. */
  openKey: string | null;
}

const maxSteps = 200;
/** Carrying a state over costs a merge of the whole document. */
const maxRebased = 50;

export function startTimeline<Doc>(doc: Doc): Timeline<Doc> {
  return { doc, past: [], future: [], openKey: null };
}

/**
 * The next state. Steps that share a key and follow each other are one step to undo: a cell that is typed into letter by letter goes
 * back at once to how it was. The same object is no step.
 */
export function step<Doc>(timeline: Timeline<Doc>, doc: Doc, key: string | null = null): Timeline<Doc> {
  if (doc === timeline.doc) return timeline;
  const isSameStep = key !== null && key === timeline.openKey;
  const past = isSameStep ? timeline.past : [...timeline.past, timeline.doc].slice(-maxSteps);
  return { doc, past, future: [], openKey: key };
}

/** Ends a step: what is typed next is one of its own. */
export function seal<Doc>(timeline: Timeline<Doc>): Timeline<Doc> {
  return timeline.openKey === null ? timeline : { ...timeline, openKey: null };
}

export function undo<Doc>(timeline: Timeline<Doc>): Timeline<Doc> {
  const doc = timeline.past.at(-1);
  if (doc === undefined) return timeline;
  return { doc, past: timeline.past.slice(0, -1), future: [timeline.doc, ...timeline.future], openKey: null };
}

export function redo<Doc>(timeline: Timeline<Doc>): Timeline<Doc> {
  const [doc, ...future] = timeline.future;
  if (doc === undefined) return timeline;
  return { doc, past: [...timeline.past, timeline.doc], future, openKey: null };
}

/** Carries every remembered state over to a new ground, so that undo takes back own steps and nobody else's. */
export function rebase<Doc>(timeline: Timeline<Doc>, onto: (doc: Doc) => Doc): Timeline<Doc> {
  return {
    doc: onto(timeline.doc),
    past: timeline.past.slice(-maxRebased).map(onto),
    future: timeline.future.slice(0, maxRebased).map(onto),
    openKey: null,
  };
}
