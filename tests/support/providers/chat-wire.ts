import { usageOf, type Wire } from './script.ts';

const reasons = { stop: 'stop', calls: 'tool_calls', length: 'length', refusal: 'content_filter' };

/** Server-sent events of chat completions, with the usage in a last chunk, as `stream_options.include_usage` asks for. */
export function chatWire(): Wire {
  let model = '';
  const chunk = (choices: object[], more: object = {}) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices, ...more })}\n\n`;
  const choice = (delta: object, finish_reason: string | null = null) => chunk([{ index: 0, delta, finish_reason }]);
  const call = (index: number, more: object) => choice({ tool_calls: [{ index, ...more }] });
  return {
    begin(asked) {
      model = asked;
      return choice({ role: 'assistant', content: '' });
    },
    thinking: (piece) => choice({ reasoning_content: piece }),
    text: (piece) => choice({ content: piece }),
    endThinking: () => '',
    endText: () => '',
    beginCall: (index, name) =>
      call(index, { id: `call_${index}`, type: 'function', function: { name, arguments: '' } }),
    callPiece: (index, piece) => call(index, { function: { arguments: piece } }),
    endCall: () => '',
    end(answer, reason) {
      if (answer.usage === null) return `${choice({}, reasons[reason])}data: [DONE]\n\n`;
      const { input, cached, output, reasoning } = usageOf(answer);
      const usage = {
        prompt_tokens: input,
        completion_tokens: output,
        total_tokens: input + output,
        prompt_tokens_details: { cached_tokens: cached },
        completion_tokens_details: { reasoning_tokens: reasoning },
      };
      return `${choice({}, reasons[reason])}${chunk([], { usage })}data: [DONE]\n\n`;
    },
    half: () => 'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"con\n\n',
    error: (type) => `data: ${JSON.stringify({ error: { message: 'Something went wrong.', type, code: type } })}\n\n`,
    failure: (type, message) => ({ error: { message, type, code: type, param: null } }),
  };
}
