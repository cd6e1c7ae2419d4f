/** At most `limit` in any stretch of `windowMs`, estimated by a sliding window over two fixed ones. */
export interface Rule {
  /** Kept for ever once it is deployed: processes that share their counts know a rule by its name. */
  name: string;
  limit: number;
  windowMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const rules = {
  /** Whatever changes something, by address: an office of ten that edits estimates stays far below. */
  writes: { name: 'writes', limit: 600, windowMs: minute },
  api: { name: 'api', limit: 600, windowMs: minute },
  /** What one key, or one person's programs, may ask, from wherever they call. */
  apiCaller: { name: 'api-caller', limit: 300, windowMs: minute },
  /** What one member may ask the assistant. */
  assistant: { name: 'assistant', limit: 30, windowMs: minute },
  signUp: { name: 'sign-up', limit: 20, windowMs: hour },
  /** Guesses from one address at any account, and at one account. */
  signInByAddress: { name: 'sign-in', limit: 60, windowMs: 15 * minute },
  signInByPair: { name: 'sign-in-pair', limit: 10, windowMs: 15 * minute },
  /** Guesses at one account from anywhere: past it nobody is refused, because that would lock the owner out. */
  signInByAccount: { name: 'sign-in-account', limit: 30, windowMs: 15 * minute },
  /** A client's quote, and an invitation: pages behind a link that could be guessed at. */
  links: { name: 'links', limit: 120, windowMs: minute },
  invitations: { name: 'invitations', limit: 60, windowMs: minute },
  contact: { name: 'contact', limit: 10, windowMs: hour },
  reports: { name: 'reports', limit: 30, windowMs: minute },
} as const satisfies Record<string, Rule>;

/** The rules that count a request by the address it comes from, decided by its method and path alone. */
export function rulesFor(method: string, path: string): Rule[] {
  const isWrite = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
  const page = path.replace(/\.data$/, '').replace(/\/+$/, '') || '/';
  const found: Rule[] = [];
  if (page === '/api/csp-report') return [rules.reports];
  if (page.startsWith('/api/') && page !== '/api/health') found.push(rules.api);
  else if (isWrite) found.push(rules.writes);
  if (isWrite && page === '/sign-up') found.push(rules.signUp);
  if (isWrite && page === '/api/contact') found.push(rules.contact);
  if (page.startsWith('/q/')) found.push(rules.links);
  if (page.startsWith('/invite/')) found.push(rules.invitations);
  return found;
}
