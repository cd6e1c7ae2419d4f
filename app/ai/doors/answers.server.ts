import { z } from 'zod';
import { withTenant } from '#db/tenant.server.ts';
import { Refusal } from '../../errors/refusal.ts';
import type { Permission } from '../../manifest.ts';
import { idSchema } from '../../values/id-schema.ts';
import { decideChanges, undoChange } from '../change-sets.server.ts';
import { openConversation } from '../conversation/access.server.ts';
import { sightOf } from '../conversation/opened.server.ts';
import { seenBranch, showMessages } from '../conversation/shown.server.ts';
import { readBranch } from '../conversation/tree.server.ts';
import { modelId } from '../models.ts';
import { findTool } from '../registry.server.ts';
import { type Asking, goOn, post, retry } from '../run/ask.server.ts';
import { goOnWhenDecided } from '../run/decided.server.ts';
import type { Begun } from '../run/plan.server.ts';
import type { Run } from '../run/run.server.ts';
import { sendStream } from '../run/runs.server.ts';
import { stopElsewhere } from '../run/save.server.ts';
import { finishLine, lastLine, startLine, toldParts } from '../run/wire.ts';
import { mayRunUnasked } from '../tool.ts';
import { byId } from './conversations.server.ts';
import { type Args, assistantDoor, type Call, sendText } from './door.server.ts';

/** What a person may say at once. A longer text is a file. */
const maxCharacters = 32_000;

const title = z.string().max(300).default('');
const path = z
  .string()
  .max(500)
  .regex(/^(\/(?![/\\]).*)?$/)
  .default('');

const posted = z
  .object({
    id: idSchema,
    text: z
      .string()
      .max(maxCharacters, `A message has up to ${maxCharacters} characters. Attach a longer text as a file.`),
    parentId: idSchema.nullable(),
    attachments: z.array(idSchema).max(10, 'Up to 10 files go with a message.').default([]),
    context: z
      .object({
        path,
        title,
        mentions: z
          .array(z.object({ label: z.string().max(300), href: path }))
          .max(20)
          .default([]),
      })
      .default({ path: '', title: '', mentions: [] }),
    model: modelId.nullable().optional(),
  })
  .refine(({ text, attachments }) => text.trim() !== '' || attachments.length > 0, {
    path: ['text'],
    error: 'Write something, or attach a file.',
  });

const say = assistantDoor(
  { method: 'POST', path: 'conversations/:id/messages', params: byId, input: posted, isQuestion: true },
  async (args) => {
    refuseClosed(args.call);
    const begun = await post(askingOf(args), args.params.id, args.input);
    return () => ('plan' in begun ? begin(args, begun) : tellAgain(args, begun.answerId));
  },
);

const ofMessage = z.object({ messageId: idSchema });

const again = assistantDoor(
  { method: 'POST', path: 'conversations/:id/retry', params: byId, input: ofMessage, isQuestion: true },
  async (args) => {
    refuseClosed(args.call);
    const begun = await retry(askingOf(args), args.params.id, args.input.messageId);
    return () => begin(args, begun);
  },
);

const further = assistantDoor(
  { method: 'POST', path: 'conversations/:id/continue', params: byId, input: ofMessage, isQuestion: true },
  async (args) => {
    refuseClosed(args.call);
    const begun = await goOn(askingOf(args), args.params.id, args.input.messageId);
    return () => begin(args, begun);
  },
);

const follow = assistantDoor(
  { method: 'GET', path: 'conversations/:id/stream', params: byId },
  async ({ tx, member, tenant, params, call }) => {
    await openConversation(tx, member.userId, params.id, 'read');
    const run = call.runs.find(tenant.id, params.id);
    // Whoever may see less than the person who asked reads the answer when it is there, without what is not theirs.
    if (!run || !mayFollow(run, member)) return () => new Response(null, { status: 204 });
    return () => send(call, run);
  },
);

const stop = assistantDoor(
  { method: 'POST', path: 'conversations/:id/stop', params: byId },
  async ({ tx, member, tenant, params, call }) => {
    const { access } = await openConversation(tx, member.userId, params.id, 'read');
    const run = call.runs.find(tenant.id, params.id);
    if (access !== 'own' && run?.plan.who.userId !== member.userId)
      throw new Refusal('forbidden', 'Only who asked, or the owner of the conversation, stops an answer.');
    if (!run) await stopElsewhere(tx, params.id);
    return async () => {
      run?.end({ status: 'stopped' });
      await run?.done;
      return Response.json({ stopped: true });
    };
  },
);

const decided = z.object({
  decisions: z
    .array(
      z.object({
        id: idSchema,
        fingerprint: z.string().max(100),
        decision: z.enum(['approve', 'refuse']),
        input: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(50),
  /** Lets this tool run in this conversation without asking again, once a change of it that is approved here is done. */
  allowTool: z.string().max(100).optional(),
});

const decide = assistantDoor(
  { method: 'POST', path: 'conversations/:id/changes', params: byId, input: decided },
  async (args) => {
    const { operation, tx, member, tenant, params, input, call } = args;
    const { allowTool } = input;
    await openConversation(tx, member.userId, params.id, allowTool === undefined ? 'write' : 'own');
    if (allowTool !== undefined) {
      const tool = findTool(allowTool);
      if (!tool || tool.effect === 'read' || !mayRunUnasked(tool.effect))
        throw new Refusal('invalid', 'This tool asks each time.');
    }
    const who = { tenantId: tenant.id, userId: member.userId, requestId: operation.requestId };
    return async () => {
      const changeSets = await decideChanges(who, params.id, input.decisions, { allowed: allowTool });
      const begun = call.runs.isClosed ? null : await goOnWhenDecided(args, params.id);
      if (begun) call.runs.begin(begun);
      return Response.json({ changeSets, live: begun !== null });
    };
  },
);

const undo = assistantDoor(
  { method: 'POST', path: 'changes/:id/undo', params: byId },
  async ({ operation, member, tenant, params }) =>
    async () => {
      const who = { tenantId: tenant.id, userId: member.userId, requestId: operation.requestId };
      return Response.json({ changeSet: await undoChange(who, params.id) });
    },
);

function askingOf(args: Args<{ id: string }, object, object>): Asking {
  const { tx, tenant, member } = args;
  return { tx, tenant, userId: member.userId, now: new Date(), ...sightOf(args) };
}

function begin({ call }: { call: Call }, begun: Begun): Response {
  return send(call, call.runs.begin(begun));
}

function send(call: Call, run: Run): Response {
  return sendText(call, (outgoing, headers) => sendStream(outgoing, headers, run));
}

/** The same message came twice: its answer is followed while it is made, and told as it stands when it is not. */
async function tellAgain(args: Args<{ id: string }, object, object>, answerId: string): Promise<Response> {
  const { call, tenant, params } = args;
  const run = call.runs.find(tenant.id, params.id);
  if (run?.plan.messageId === answerId) return send(call, run);
  const [message] = await withTenant(
    { tenantId: tenant.id },
    async (tx) => {
      const branch = await readBranch(tx, params.id, answerId, 200);
      const scope = { tx, ...sightOf(args), conversationId: params.id, now: new Date() };
      return showMessages(scope, (await seenBranch(scope, branch)).slice(-1));
    },
    { readOnly: true },
  );
  if (!message) throw new Refusal('gone', 'The answer is gone. Reload the page.');
  const metadata = message.metadata ?? {};
  const told = startLine(message.id, metadata) + toldParts(message.parts) + finishLine(metadata) + lastLine;
  return sendText(call, (outgoing, headers) => outgoing.writeHead(200, headers).end(told));
}

function mayFollow(
  { permissions, plan }: Run,
  member: { userId: string; can(permission: Permission): boolean },
): boolean {
  return plan.who.userId === member.userId || (permissions?.every((permission) => member.can(permission)) ?? false);
}

function refuseClosed({ runs }: Call): void {
  if (runs.isClosed) throw new Refusal('busy', 'Candlefish is restarting. Please try again in a moment.');
}

export const answerDoors = [say, again, further, follow, stop, decide, undo];
