import { usageOf, type Wire } from './script.ts';

/** Server-sent events of the Responses API, in the order of developers.openai.com/api/docs/guides/streaming-responses. */
export function responsesWire(): Wire {
  let sequence = 0;
  let model = '';
  let item = -1;
  let open: 'thinking' | 'text' | null = null;
  let said = '';
  const output: object[] = [];

  const event = (type: string, data: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...data })}\n\n`;
  const id = (index = item) => `item_${index}`;
  const added = (entry: object) => event('response.output_item.added', { output_index: item, item: entry });
  const done = (entry: object) => {
    output.push(entry);
    return event('response.output_item.done', { output_index: item, item: entry });
  };
  const response = (status: string, more: object = {}) => ({
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model,
    status,
    output,
    error: null,
    incomplete_details: null,
    ...more,
  });

  return {
    begin(asked) {
      model = asked;
      const begun = { response: response('in_progress') };
      return event('response.created', begun) + event('response.in_progress', begun);
    },
    thinking(piece) {
      let text = '';
      if (open !== 'thinking') {
        open = 'thinking';
        item++;
        text = added({ type: 'reasoning', id: id(), summary: [], encrypted_content: null });
      }
      const at = { item_id: id(), output_index: item, summary_index: 0 };
      return text + event('response.reasoning_summary_text.delta', { ...at, delta: piece });
    },
    text(piece) {
      let text = '';
      if (open !== 'text') {
        open = 'text';
        said = '';
        item++;
        text = added({ type: 'message', id: id(), role: 'assistant', status: 'in_progress', content: [] });
        const part = { type: 'output_text', text: '', annotations: [] };
        text += event('response.content_part.added', { item_id: id(), output_index: item, content_index: 0, part });
      }
      said += piece;
      const at = { item_id: id(), output_index: item, content_index: 0 };
      return text + event('response.output_text.delta', { ...at, delta: piece, logprobs: [] });
    },
    endThinking() {
      open = null;
      return done({ type: 'reasoning', id: id(), summary: [], encrypted_content: 'c2VhbGVk' });
    },
    endText() {
      open = null;
      const content = [{ type: 'output_text', text: said, annotations: [] }];
      return done({ type: 'message', id: id(), role: 'assistant', status: 'completed', content });
    },
    beginCall(call, name) {
      item++;
      return added({ type: 'function_call', id: id(), call_id: `call_${call}`, name, arguments: '' });
    },
    callPiece: (_call, piece) =>
      event('response.function_call_arguments.delta', { item_id: id(), output_index: item, delta: piece }),
    endCall(call, name, input) {
      const end = event('response.function_call_arguments.done', {
        item_id: id(),
        output_index: item,
        arguments: input,
      });
      return end + done({ type: 'function_call', id: id(), call_id: `call_${call}`, name, arguments: input });
    },
    end(answer, reason) {
      const used = usageOf(answer);
      const usage = {
        input_tokens: used.input,
        input_tokens_details: { cached_tokens: used.cached, cache_write_tokens: used.written },
        output_tokens: used.output,
        output_tokens_details: { reasoning_tokens: used.reasoning },
        total_tokens: used.input + used.output,
      };
      if (reason === 'stop' || reason === 'calls') {
        return event('response.completed', { response: response('completed', { usage }) });
      }
      const why = { reason: reason === 'length' ? 'max_output_tokens' : 'content_filter' };
      return event('response.incomplete', { response: response('incomplete', { usage, incomplete_details: why }) });
    },
    half: () => 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"it\n\n',
    error: (type) =>
      event('response.failed', { response: response('failed', { error: { code: type, message: 'It went wrong.' } }) }),
    failure: (type, message) => ({ error: { message, type, code: type, param: null } }),
  };
}
