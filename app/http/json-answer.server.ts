/** What the gate gives or throws, as a JSON response with its status. Redirects stay what they are. */
export async function asJson(run: () => Promise<unknown>): Promise<Response> {
  try {
    return toResponse(await run());
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    return toResponse(thrown);
  }
}

function toResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  if (isWithInit(answer)) return Response.json(answer.data, answer.init ?? undefined);
  return Response.json(answer);
}

/** The shape of Remix's `data(value, init)`. */
function isWithInit(answer: unknown): answer is { data: unknown; init: ResponseInit | null } {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'type' in answer &&
    answer.type === 'DataWithResponseInit' &&
    'data' in answer &&
    'init' in answer
  );
}
