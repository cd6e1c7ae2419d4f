import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { type SessionEntry, type TenantTx, withSession } from '#db/tenant.server.ts';
import { noteAccess } from '../access/request.server.ts';
import { noteSeen } from '../auth/seen.server.ts';
import { findSession, hashToken, type SignedIn, sessionToken } from '../auth/session.server.ts';
import { requireRecentProof } from '../auth/step-up.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { requireCsrf } from '../http/csrf.server.ts';
import { type FormFields, parseFields, readBody } from '../http/form.server.ts';
import type { Permission } from '../manifest.ts';
import { answerAction, answerLoader } from './answer.server.ts';
import { type Admitted, admit, signInPath } from './entry.server.ts';
import { type LinkScope, withLink } from './link.server.ts';
import type { Door, OperationContext } from './operation.server.ts';
import { admitOperator, type Operator } from './operator.server.ts';
import { closeRequestScope, readScope } from './scope.server.ts';
import { auditAct, noteView, notForStandIns, refuseOtherHands, whoActs } from './stand-in.server.ts';
import { once } from './submission.server.ts';

/**
 * The one gate. Every loader and action of the application is made by one of these functions, which fail closed and
 * carry a mark of what they let through; a test reads the marks from the route table.
 */
export type Gate =
  | { kind: 'public' }
  | ({ kind: 'account' } & Danger)
  | { kind: 'link'; product: string }
  | { kind: 'operator' }
  | ({ kind: 'tenant'; permission: Permission } & Danger & OwnHands);

interface Danger {
  /** What is behind it is dangerous: the person must have proved a short while ago that it is them. */
  stepUp?: true;
}

interface OwnHands {
  /** Only the member's own hands: an operator who stands in for them is refused, as they are wherever `stepUp` is asked. */
  ownHands?: true;
}

interface Personal {
  /** Whose data it shows or hands out, such as `clients`: the access log says so. */
  personalData?: string;
}

function personalDataOf({ personalData }: Personal): Personal {
  return personalData ? { personalData } : {};
}

const noFields = z.object({});
const anyParams = z.record(z.string(), z.string().optional());

interface TenantArgs<P> extends Admitted {
  tx: TenantTx;
  params: P;
  request: Request;
  url: URL;
}

/**
 * A loader inside a tenant: session -> membership -> permission -> params -> the request's read transaction.
 * `search` parses the query string; give its fields `.catch()` so that an old link still shows something.
 */
export function tenantLoader<T, P = z.infer<typeof anyParams>, S = z.infer<typeof noFields>>(
  options: { permission: Permission; params?: z.ZodType<P>; search?: z.ZodType<S> } & Danger & OwnHands & Personal,
  handle: (args: TenantArgs<P> & { search: S }) => Promise<T>,
) {
  const loader = ({ request, params, context }: LoaderFunctionArgs): Promise<T> =>
    answerLoader(async () => {
      const url = new URL(request.url);
      const scope = await readScope(context, request, params.tenant ?? null);
      const admitted = admit(await scope.entry, options.permission, url, context.clientAddress);
      noteAccess(context, { tenantId: admitted.tenant.id, userId: admitted.member.userId, ...personalDataOf(options) });
      refuseOtherHands(admitted, options);
      noteView(context, admitted, { path: url.pathname, requestId: context.requestId, ...personalDataOf(options) });
      if (options.stepUp) await requireRecentProof(admitted.session, request);
      const path = parseParams(options.params ?? (anyParams as unknown as z.ZodType<P>), params);
      const search = parseSearch(options.search ?? (noFields as unknown as z.ZodType<S>), url);
      return handle({ ...admitted, tx: scope.tx, params: path, search, request, url });
    }, context);
  return marked(loader, tenantGate(options));
}

interface TenantActionArgs<P, I, O> extends TenantArgs<P> {
  input: I;
  /** What `outside` found. */
  outside: O;
  /** What operations take. */
  operation: OperationContext;
}

interface TenantActionOptions<P, I, O> extends Danger, OwnHands {
  permission: Permission;
  params?: z.ZodType<P>;
  input?: z.ZodType<I>;
  /**
   * Asks somebody outside (a provider, whether a key is good) before the transaction that `handle` writes in: a network has
   * no place inside of one. Whoever posted was let in and what they posted was parsed; a Refusal goes back to the form.
   */
  outside?: (args: { input: I; tenant: Admitted['tenant']; signal: AbortSignal }) => Promise<O>;
}

/**
 * An action inside a tenant, in one write transaction: what `handle` did is undone when it throws. Input that does not
 * fit the schema goes back to the form with what was typed (422). A form that carries `_submission` takes effect once,
 * however often it is sent.
 */
export function tenantAction<T, P = z.infer<typeof anyParams>, I = z.infer<typeof noFields>, O = undefined>(
  options: TenantActionOptions<P, I, O>,
  handle: (args: TenantActionArgs<P, I, O>) => Promise<T>,
) {
  const action = ({ request, params, context }: ActionFunctionArgs) =>
    answerAction(
      () => readBody(request),
      async () => {
        const url = new URL(request.url);
        const fields = await postedBody(request);
        const session = hashToken(sessionToken(request) ?? '');
        const slug = params.tenant ?? null;
        const letIn = async (entry: SessionEntry | null) => {
          const admitted = admit(entry, options.permission, url, context.clientAddress);
          refuseOtherHands(admitted, options, 'to change something');
          if (options.stepUp) await requireRecentProof(admitted.session, request, fields);
          const path = parseParams(options.params ?? (anyParams as unknown as z.ZodType<P>), params);
          const input = parseFields(options.input ?? (noFields as unknown as z.ZodType<I>), fields);
          if (!input.ok) throw new Refusal('invalid', input.message, { fieldErrors: input.fieldErrors });
          return { admitted, path, input: input.data };
        };
        const ask = options.outside;
        const asking = ask && (await withSession(session, slug, ({ entry }) => letIn(entry)));
        const outside = asking && (await ask({ ...asking, ...asking.admitted, signal: request.signal }));
        return withSession(session, slug, async ({ tx, entry }) => {
          const { admitted, path, input } = await letIn(entry);
          const { tenant, member } = admitted;
          const { requestId } = context;
          const operation = { tx, tenant, now: new Date(), requestId, ...whoActs(admitted) };
          noteAccess(context, { tenantId: tenant.id, userId: member.userId });
          return once(operation, { key: fields._submission, action: url.pathname, input }, async () => {
            await auditAct(operation, admitted, { path: url.pathname, intent: fields.intent });
            // Without `outside`, O is undefined.
            return handle({ ...admitted, tx, params: path, input, outside: outside as O, operation, request, url });
          });
        });
      },
      context,
    );
  return marked(action, tenantGate(options));
}

function tenantGate({ permission, stepUp, ownHands }: { permission: Permission } & Danger & OwnHands): Gate {
  return { kind: 'tenant', permission, ...(stepUp && { stepUp }), ...(ownHands && { ownHands }) };
}

/** What an action has written, for what goes on after it. */
export class Committed<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

/**
 * An action that goes on once its transaction has ended: for what has transactions of its own, or takes longer than one may.
 * What it is refused after that is said like any other refusal.
 */
export function actionAfter<T>(
  action: ((args: ActionFunctionArgs) => Promise<unknown>) & { gate: Gate },
  goOn: (written: T, args: ActionFunctionArgs) => Promise<Response>,
) {
  const after = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      async () => {
        const answer = await action(args);
        // Made by the same action that names T.
        return answer instanceof Committed ? goOn(answer.value as T, args) : answer;
      },
      args.context,
    );
  return marked(after, action.gate);
}

interface LinkArgs extends LinkScope {
  request: Request;
  url: URL;
  /** Who came in: nobody we know, so this is all there is to record. */
  client: { address: string; userAgent: string };
  operation: OperationContext;
}

/**
 * A loader behind an unguessable link (`:token`) of a product: no session is asked for. Its transaction may write, because
 * opening the page may be worth recording. While the business has the product switched off, its links open nothing.
 */
export function linkLoader<T>({ product }: { product: string }, handle: (args: LinkArgs) => Promise<T>) {
  const loader = (args: LoaderFunctionArgs) =>
    answerLoader(() => withLink(args.params.token, product, (scope) => handle(linkArgs(args, scope))), args.context);
  return marked(loader, { kind: 'link', product });
}

/**
 * An action behind an unguessable link, in one write transaction. `_submission` makes it take effect once. It asks for no
 * token: whoever could forge the form would have to know the link, and a client may have cookies switched off.
 */
export function linkAction<T, I>(
  options: { product: string; input: z.ZodType<I> },
  handle: (args: LinkArgs & { input: I }) => Promise<T>,
) {
  const action = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      async () => {
        const fields = await readBody(args.request);
        return withLink(args.params.token, options.product, async (scope) => {
          const input = parseFields(options.input, fields);
          if (!input.ok) throw new Refusal('invalid', input.message, { fieldErrors: input.fieldErrors });
          const found = linkArgs(args, scope);
          // The path carries the token: the row that remembers the form is named by its hash instead.
          const action = `link ${scope.link.hash} ${typeof fields.intent === 'string' ? fields.intent : ''}`;
          return once(found.operation, { key: fields._submission, action, input: input.data }, () =>
            handle({ ...found, input: input.data }),
          );
        });
      },
      args.context,
    );
  return marked(action, { kind: 'link', product: options.product });
}

function linkArgs({ request, context }: LoaderFunctionArgs, scope: LinkScope): LinkArgs {
  const client = { address: context.clientAddress, userAgent: request.headers.get('User-Agent') ?? '' };
  const { tx, tenant } = scope;
  const now = new Date();
  const door: Door = 'link';
  const operation = { tx, tenant, actor: { userId: null, name: '' }, now, requestId: context.requestId, door };
  noteAccess(context, { tenantId: tenant.id });
  return { ...scope, request, url: new URL(request.url), client, operation };
}

/**
 * A loader that answers with a file made from what it read. The transaction ends first: making the file is slow, and a
 * connection is not held for it.
 */
export function fileLoader<T>(
  read: ((args: LoaderFunctionArgs) => Promise<T>) & { gate: Gate },
  answer: (found: T) => Promise<Response>,
) {
  const loader = async (args: LoaderFunctionArgs) => {
    const found = await read(args);
    await closeRequestScope(args.context);
    return answerLoader(() => answer(found), args.context);
  };
  return marked(loader, read.gate);
}

/** A loader that anybody may call: it sees no tenant and no session. */
export function publicLoader<T>(handle: (args: LoaderFunctionArgs & { url: URL }) => Promise<T>) {
  const loader = (args: LoaderFunctionArgs) =>
    answerLoader(() => handle({ ...args, url: new URL(args.request.url) }), args.context);
  return marked(loader, { kind: 'public' });
}

/** An action that anybody may call. */
export function publicAction<T, I>(
  options: { input: z.ZodType<I> },
  handle: (args: ActionFunctionArgs & { url: URL; input: I }) => Promise<T>,
) {
  const action = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      async () => {
        const input = parseFields(options.input, await postedBody(args.request));
        if (!input.ok) throw new Refusal('invalid', input.message, { fieldErrors: input.fieldErrors });
        return handle({ ...args, url: new URL(args.request.url), input: input.data });
      },
      args.context,
    );
  return marked(action, { kind: 'public' });
}

/** A loader for whoever is signed in, outside of any tenant. */
export function accountLoader<T>(
  handle: (args: LoaderFunctionArgs & { url: URL; signedIn: SignedIn }) => Promise<T>,
  danger: Danger = {},
) {
  const loader = (args: LoaderFunctionArgs) =>
    answerLoader(
      async () => handle({ ...args, url: new URL(args.request.url), signedIn: await signedIn(args, danger) }),
      args.context,
    );
  return marked(loader, { kind: 'account', ...danger });
}

/** An action for whoever is signed in, outside of any tenant. */
export function accountAction<T, I>(
  { input: schema, ...danger }: { input: z.ZodType<I> } & Danger,
  handle: (args: ActionFunctionArgs & { url: URL; signedIn: SignedIn; input: I }) => Promise<T>,
) {
  const action = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      async () => {
        const fields = await postedBody(args.request);
        const account = await signedIn(args, danger, fields);
        const input = parseFields(schema, fields);
        if (!input.ok) throw new Refusal('invalid', input.message, { fieldErrors: input.fieldErrors });
        return handle({ ...args, url: new URL(args.request.url), signedIn: account, input: input.data });
      },
      args.context,
    );
  return marked(action, { kind: 'account', ...danger });
}

interface OperatorArgs<P> {
  operator: Operator;
  params: P;
  request: Request;
  url: URL;
  context: AppLoadContext;
}

/** A loader for who runs the platform; to everybody else the page does not exist. A second factor has been shown. */
export function operatorLoader<T, P = z.infer<typeof anyParams>, S = z.infer<typeof noFields>>(
  options: { params?: z.ZodType<P>; search?: z.ZodType<S> },
  handle: (args: OperatorArgs<P> & { search: S }) => Promise<T>,
) {
  const loader = ({ request, params, context }: LoaderFunctionArgs): Promise<T> =>
    answerLoader(async () => {
      const url = new URL(request.url);
      const operator = await admitOperator(request, url, context);
      const path = parseParams(options.params ?? (anyParams as unknown as z.ZodType<P>), params);
      const search = parseSearch(options.search ?? (noFields as unknown as z.ZodType<S>), url);
      return handle({ operator, params: path, search, request, url, context });
    }, context);
  return marked(loader, { kind: 'operator' });
}

/** An action for who runs the platform, each after a recent proof that it is them. */
export function operatorAction<T, P = z.infer<typeof anyParams>, I = z.infer<typeof noFields>>(
  options: { params?: z.ZodType<P>; input?: z.ZodType<I> },
  handle: (args: OperatorArgs<P> & { input: I }) => Promise<T>,
) {
  const action = ({ request, params, context }: ActionFunctionArgs) =>
    answerAction(
      () => readBody(request),
      async () => {
        const url = new URL(request.url);
        const fields = await postedBody(request);
        const operator = await admitOperator(request, url, context);
        await requireRecentProof(operator.session, request, fields);
        const path = parseParams(options.params ?? (anyParams as unknown as z.ZodType<P>), params);
        const input = parseFields(options.input ?? (noFields as unknown as z.ZodType<I>), fields);
        if (!input.ok) throw new Refusal('invalid', input.message, { fieldErrors: input.fieldErrors });
        return handle({ operator, params: path, input: input.data, request, url, context });
      },
      context,
    );
  return marked(action, { kind: 'operator' });
}

/** One action of several on a page, chosen by the form's `intent`. Each keeps its own gate and input. */
export function byIntent<A extends Record<string, ((args: ActionFunctionArgs) => Promise<unknown>) & { gate: Gate }>>(
  actions: A,
) {
  const action = async (args: ActionFunctionArgs): Promise<Awaited<ReturnType<A[keyof A]>>> => {
    const { intent } = await answerLoader(() => readBody(args.request));
    const chosen = typeof intent === 'string' && Object.hasOwn(actions, intent) ? actions[intent] : undefined;
    // The type of the chosen one is among those of all: TypeScript does not follow a look-up by a string.
    if (chosen) return chosen(args) as Promise<Awaited<ReturnType<A[keyof A]>>>;
    throw await answerLoader(() =>
      Promise.reject(new Refusal('invalid', 'This form names an action that does not exist.')),
    );
  };
  const gates = Object.entries(actions).map(([intent, { gate }]) => ({ intent, gate }));
  return Object.assign(action, { gates });
}

/** What was posted, from a page that this browser was given. */
async function postedBody(request: Request): Promise<FormFields> {
  const fields = await readBody(request);
  requireCsrf(request, fields);
  return fields;
}

async function signedIn(
  { request, context }: LoaderFunctionArgs,
  { stepUp }: Danger,
  typed?: FormFields,
): Promise<SignedIn> {
  const url = new URL(request.url);
  const entry = await findSession(request, context.renewedToken);
  if (!entry) throw redirect(signInPath(url));
  if (entry.standIn) throw notForStandIns();
  if (entry.session.sso) throw notByBusiness();
  noteSeen(entry, context.clientAddress);
  const found = { userId: entry.user.id, email: entry.user.email, name: entry.user.name, session: entry.session };
  noteAccess(context, { userId: found.userId });
  if (stepUp) await requireRecentProof(found.session, request, typed);
  return found;
}

/** A business's own sign-in says who somebody is in that business. Their account is theirs. */
function notByBusiness(): Refusal {
  return new Refusal(
    'forbidden',
    'You came in by the sign-in of a business, which opens that business and not your account. To reach your account, sign out and sign in with a password, a passkey or another account of yours.',
  );
}

function parseParams<P>(schema: z.ZodType<P>, params: Record<string, string | undefined>): P {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  throw notFound();
}

function parseSearch<S>(schema: z.ZodType<S>, url: URL): S {
  const result = schema.safeParse(Object.fromEntries(url.searchParams));
  if (result.success) return result.data;
  throw new Refusal(
    'invalid',
    'The address of this page has a part that cannot be read. Remove what follows the question mark.',
  );
}

/** Puts the gate's mark on a loader or action. */
export function marked<F extends (...args: never[]) => unknown>(door: F, gate: Gate): F & { gate: Gate } {
  return Object.assign(door, { gate });
}
