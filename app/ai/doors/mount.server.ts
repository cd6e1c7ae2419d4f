import type { HttpBindings } from '@hono/node-server';
import type { AppLoadContext } from '@remix-run/node';
import type { Context, Hono } from 'hono';
import { answerProblem } from '../../api/answer.server.ts';
import { notFound } from '../../errors/refusal.ts';
import type { Runs } from '../run/runs.server.ts';
import { answerDoors } from './answers.server.ts';
import { attachmentDoors } from './attachments.server.ts';
import { besideDoors } from './beside.server.ts';
import { conversationDoors } from './conversations.server.ts';
import { type AssistantDoor, assistantBase } from './door.server.ts';

/** Every door of the assistant. */
export const assistantDoors: readonly AssistantDoor[] = [
  ...conversationDoors,
  ...answerDoors,
  ...attachmentDoors,
  ...besideDoors,
];

interface Mount {
  runs: Runs;
  /** Puts what every answer carries on this one. */
  finish: (answer: Response, context: AppLoadContext) => void;
}

/** Puts the doors of the assistant in front of the pages, whose rendering would hold a stream back. */
export function mountAssistant<B extends { Bindings: HttpBindings; Variables: { load: AppLoadContext } }>(
  app: Hono<B>,
  { runs, finish }: Mount,
): void {
  for (const { method, path, answer } of assistantDoors) {
    app.on(method, `${assistantBase}/${path}`, async (c: Context<B>) => {
      const context = c.get('load');
      const { outgoing } = c.env;
      const response = await answer({ request: c.req.raw, params: c.req.param(), context, outgoing, runs, finish });
      if (!outgoing.headersSent) finish(response, context);
      return response;
    });
  }
  app.all(`${assistantBase}/*`, (c) => {
    const response = answerProblem(notFound('door of the assistant'));
    finish(response, c.get('load'));
    return response;
  });
}
