import { failed, ok, type Result } from '#app/values/result.ts';

/**
 * Where an estimate stands. `draft` is edited; `sent` has a quote with the client; `accepted`, `declined` and `expired` are answers;
 * `revised` has been replaced by a newer version; `archived` is out of sight.
 */
export type EstimateStatus = 'draft' | 'sent' | 'accepted' | 'declined' | 'expired' | 'revised' | 'archived';

export type StatusEvent = 'send' | 'withdraw' | 'accept' | 'decline' | 'expire' | 'revise' | 'archive' | 'restore';

const moves: Record<EstimateStatus, Partial<Record<StatusEvent, EstimateStatus>>> = {
  draft: { send: 'sent', archive: 'archived' },
  sent: {
    withdraw: 'draft',
    accept: 'accepted',
    decline: 'declined',
    expire: 'expired',
    revise: 'revised',
    archive: 'archived',
  },
  accepted: { revise: 'revised', archive: 'archived' },
  declined: { revise: 'revised', archive: 'archived' },
  expired: { send: 'sent', revise: 'revised', archive: 'archived' },
  revised: { archive: 'archived' },
  archived: { restore: 'draft' },
};

const words: Record<StatusEvent, string> = {
  send: 'sent',
  withdraw: 'withdrawn',
  accept: 'accepted',
  decline: 'declined',
  expire: 'expired',
  revise: 'revised',
  archive: 'archived',
  restore: 'restored',
};

/** The next status, or a sentence that says why not. */
export function nextStatus(status: EstimateStatus, event: StatusEvent): Result<EstimateStatus, string> {
  const next = moves[status][event];
  return next ? ok(next) : failed(`An estimate that is ${status} cannot be ${words[event]}.`);
}

/** Only a draft is edited in place; anything that a client has seen is revised into a new version. */
export function canEdit(status: EstimateStatus): boolean {
  return status === 'draft';
}
