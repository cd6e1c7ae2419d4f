import { Agent, request } from 'node:http';

export interface Answer {
  /** HTTP status; `refused`: nobody listened; `cut`: the connection broke after the request was sent. */
  status: number | 'refused' | 'cut';
  ms: number;
  retryAfter: boolean;
}

/**
 * Sends requests at a fixed rate whatever comes back: people do not wait for one another. Connections are kept and
 * opened as needed.
 */
export async function openLoop(
  url: string,
  { perSecond, seconds, headers = {} }: { perSecond: number; seconds: number; headers?: Record<string, string> },
): Promise<{ answers: Answer[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const pending: Promise<Answer>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds; ) {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond);
    for (; sent <= due && sent < perSecond * seconds; sent += 1) pending.push(once(url, agent, headers));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const answers = await Promise.all(pending);
  agent.destroy();
  return { answers };
}

function once(url: string, agent: Agent, headers: Record<string, string>): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (status: Answer['status'], retryAfter = false) =>
      resolve({ status, ms: performance.now() - started, retryAfter });
    const sent = request(url, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () => done(response.statusCode ?? 0, 'retry-after' in response.headers));
      response.once('error', () => done('cut'));
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the server closed while idle was never read: the client opens another, as browsers do.
      if (error.code === 'ECONNREFUSED') return done('refused');
      if (sent.reusedSocket && error.code === 'ECONNRESET') return void once(url, agent, headers).then(resolve);
      done('cut');
    });
    sent.end();
  });
}
