import type { SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { newId } from '../../values/id.ts';
import type { StoredPart, ToolPart } from '../conversation/parts.ts';
import type { ToolAnswer } from '../message.ts';
import type { ModelPart } from '../model.ts';
import { line } from './wire.ts';

/** What a model asked to be called, in the order in which it asked. */
export interface Call {
  part: ToolPart;
  /** JSON text of the model. */
  input: string;
}

interface Open {
  part: Extract<StoredPart, { type: 'text' | 'reasoning' }>;
  kind: 'text' | 'reasoning';
  id: string;
  /** All of a delta's event that comes before the delta. */
  prefix: string;
}

/**
 * An answer while it is made: the parts that are kept, and the chunks that are told of them. A token costs the appending to
 * two strings; it is made an event with those that came in the same turn of the event loop.
 */
export class Answer {
  readonly parts: StoredPart[];
  /** Characters of what was said in this run. */
  size = 0;
  /** The first part that is not saved as it stands. */
  #changedFrom: number;
  #edits = 0;
  #saved = { size: 0, edits: 0 };
  readonly #say: (text: string) => void;
  readonly #wake: () => void;
  readonly #open = new Map<string, Open>();
  /** Of the model's number for the part that grows, found without looking it up. */
  #growingId: string | undefined;
  #growing: Open | undefined;
  #delta = '';
  #serial = 0;

  constructor(parts: StoredPart[], out: { say: (text: string) => void; wake: () => void }) {
    this.parts = parts;
    this.#changedFrom = parts.length;
    this.#say = out.say;
    this.#wake = out.wake;
  }

  /** The parts that are not saved as they stand, and how many come before them; null when all are. */
  unsaved(): { keep: number; tail: readonly StoredPart[] } | null {
    if (this.size === this.#saved.size && this.#edits === this.#saved.edits) return null;
    return { keep: this.#changedFrom, tail: this.parts.slice(this.#changedFrom) };
  }

  /** Everything there is now is about to be saved. */
  markSaved(): void {
    this.#saved = { size: this.size, edits: this.#edits };
    const growing = [...this.#open.values()].map(({ part }) => this.parts.indexOf(part));
    this.#changedFrom = Math.min(this.parts.length, ...growing);
  }

  /** What was to be saved was not. */
  markUnsaved(): void {
    this.#edits += 1;
    this.#changedFrom = 0;
  }

  /** Takes what a model said. Gives the call, when it asks for one. */
  take(part: ModelPart, titleOf: (tool: string) => string): Call | undefined {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        this.#grow(part.id, part.delta, part.type === 'text-delta' ? 'text' : 'reasoning');
        return undefined;
      case 'text-start':
        this.#begin(part.id, 'text');
        return undefined;
      case 'reasoning-start':
        this.#begin(part.id, 'reasoning');
        return undefined;
      case 'text-end':
      case 'reasoning-end':
        this.#close(part.id, part.providerMetadata);
        return undefined;
      case 'tool-call':
        return this.#called(part.toolName, part.input, titleOf(part.toolName));
      default:
        return undefined;
    }
  }

  beginStep(): void {
    this.#add({ type: 'step-start' });
    this.#say(line({ type: 'start-step' }));
  }

  endStep(): void {
    this.closeWords();
    this.#say(line({ type: 'finish-step' }));
  }

  /** Ends what still grows: the model has said all it will in this step. */
  closeWords(): void {
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  routed(data: { from: string; to: string; because: string }): void {
    this.#add({ type: 'data-route', data });
    this.#say(line({ type: 'data-route', data }));
  }

  /** What a tool answered: `output` as it is kept, `shown` as it is told. */
  answered(
    call: ToolPart,
    output: Extract<ToolPart, { state: 'output-available' }>['output'],
    shown: ToolAnswer,
  ): void {
    this.#replace(call, { ...calledOf(call), state: 'output-available', output });
    this.#say(line({ type: 'tool-output-available', toolCallId: call.toolCallId, output: shown, dynamic: true }));
  }

  failed(call: ToolPart, errorText: string): void {
    this.#replace(call, { ...calledOf(call), state: 'output-error', errorText });
    this.#say(line({ type: 'tool-output-error', toolCallId: call.toolCallId, errorText, dynamic: true }));
  }

  /** Tells the words that came since the last time. */
  tellWords(): void {
    if (this.#delta === '' || !this.#growing) return;
    const { prefix } = this.#growing;
    const delta = this.#delta;
    this.#delta = '';
    this.#say(`${prefix}${JSON.stringify(delta)}}\n\n`);
  }

  #grow(id: string, delta: string, kind: 'text' | 'reasoning'): void {
    if (id !== this.#growingId) this.#turnTo(id, kind);
    const growing = this.#growing;
    if (!growing) return;
    growing.part.text += delta;
    this.size += delta.length;
    if (this.#delta === '') this.#wake();
    this.#delta += delta;
  }

  #turnTo(id: string, kind: 'text' | 'reasoning'): void {
    this.tellWords();
    const open = this.#open.get(id) ?? this.#begin(id, kind);
    this.#growingId = id;
    this.#growing = open;
  }

  #begin(id: string, kind: 'text' | 'reasoning'): Open {
    this.tellWords();
    const part: Open['part'] = { type: kind, text: '' };
    this.#add(part);
    this.#serial += 1;
    const own = `${kind.charAt(0)}${this.#serial}`;
    const open: Open = { part, kind, id: own, prefix: `data: {"type":"${kind}-delta","id":"${own}","delta":` };
    this.#open.set(id, open);
    this.#say(line({ type: `${kind}-start`, id: own }));
    return open;
  }

  #close(id: string, providerMetadata?: SharedV4ProviderMetadata): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.tellWords();
    if (this.#growingId === id) {
      this.#growingId = undefined;
      this.#growing = undefined;
    }
    this.#open.delete(id);
    // A signature of the provider's, without which it does not take its own thoughts back.
    if (providerMetadata && open.part.type === 'reasoning') open.part.providerMetadata = providerMetadata;
    this.#say(line({ type: `${open.kind}-end`, id: open.id }));
  }

  #called(toolName: string, input: string, title: string): Call {
    this.tellWords();
    const toolCallId = newId();
    const part: ToolPart = {
      type: 'dynamic-tool',
      toolName,
      toolCallId,
      title,
      input: parsed(input),
      state: 'input-available',
    };
    this.#add(part);
    this.#say(line({ type: 'tool-input-available', toolCallId, toolName, title, input: part.input, dynamic: true }));
    return { part, input };
  }

  #add(part: StoredPart): void {
    this.#edits += 1;
    this.parts.push(part);
  }

  #replace(call: ToolPart, next: ToolPart): void {
    const at = this.parts.indexOf(call);
    if (at < 0) return;
    this.parts[at] = next;
    this.#edits += 1;
    this.#changedFrom = Math.min(this.#changedFrom, at);
  }
}

function calledOf({ type, toolName, toolCallId, title, input }: ToolPart) {
  return { type, toolName, toolCallId, title, input };
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input || '{}');
  } catch {
    return input;
  }
}
