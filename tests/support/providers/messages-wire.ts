import { usageOf, type Wire } from './script.ts';

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const delta = (index: number, delta: object) => event('content_block_delta', { index, delta });
const stop = (index: number) => event('content_block_stop', { index });

const reasons = { stop: 'end_turn', calls: 'tool_use', length: 'max_tokens', refusal: 'refusal' };

/** Server-sent events of the Messages API, in the order of platform.claude.com/docs/en/build-with-claude/streaming. */
export function messagesWire(): Wire {
  let index = -1;
  let open: 'thinking' | 'text' | null = null;

  function begin(kind: 'thinking' | 'text'): string {
    if (open === kind) return '';
    open = kind;
    index++;
    const block = kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    return event('content_block_start', { index, content_block: block });
  }

  return {
    begin(model, answer) {
      const { input, cached, written } = usageOf(answer);
      const usage = {
        input_tokens: input - cached - written,
        cache_read_input_tokens: cached,
        cache_creation_input_tokens: written,
        output_tokens: 1,
      };
      const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
      return event('message_start', { message }) + event('ping', {});
    },
    thinking: (piece) => begin('thinking') + delta(index, { type: 'thinking_delta', thinking: piece }),
    text: (piece) => begin('text') + delta(index, { type: 'text_delta', text: piece }),
    endThinking() {
      open = null;
      return delta(index, { type: 'signature_delta', signature: 'c2lnbmVk' }) + stop(index);
    },
    endText() {
      open = null;
      return stop(index);
    },
    beginCall(call, name) {
      index++;
      const block = { type: 'tool_use', id: `toolu_${call}`, name, input: {} };
      return event('content_block_start', { index, content_block: block });
    },
    callPiece: (_call, piece) => delta(index, { type: 'input_json_delta', partial_json: piece }),
    endCall: () => stop(index),
    end(answer, reason) {
      const { output, reasoning } = usageOf(answer);
      const usage = { output_tokens: output, output_tokens_details: { thinking_tokens: reasoning } };
      const last = { delta: { stop_reason: reasons[reason], stop_sequence: null }, usage };
      return event('message_delta', last) + event('message_stop', {});
    },
    half: () => 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"del\n\n',
    error: (type) => event('error', { error: { type, message: 'Something went wrong.' } }),
    failure: (type, message) => ({ type: 'error', error: { type, message } }),
  };
}
