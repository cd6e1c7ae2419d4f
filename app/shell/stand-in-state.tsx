import { Badge, type Tone } from '../ui/badge.tsx';
import { DateText } from '../ui/figure.tsx';

export interface StandInRecord {
  id: string;
  operatorName: string;
  memberName: string | null;
  reason: string;
  readsOnly: boolean;
  needsConsent: boolean;
  requestedAt: Date;
  decidedAt: Date | null;
  allowedUntil: Date | null;
  startedAt: Date | null;
  endsAt: Date | null;
  endedAt: Date | null;
}

/** What became of an operator's wish to stand in for a member. */
export function stateOf(one: StandInRecord, now: Date): 'asked' | 'refused' | 'allowed' | 'under way' | 'over' {
  const isRunning = one.startedAt !== null && one.endedAt === null && one.endsAt !== null && one.endsAt > now;
  if (isRunning) return 'under way';
  if (one.allowedUntil !== null && one.allowedUntil > now) return 'allowed';
  if (one.startedAt !== null) return 'over';
  if (!one.needsConsent) return 'over';
  if (one.decidedAt === null) return 'asked';
  return one.allowedUntil === null ? 'refused' : 'over';
}

const tones: Record<ReturnType<typeof stateOf>, { text: string; tone: Tone }> = {
  asked: { text: 'Waits for an owner', tone: 'info' },
  refused: { text: 'Refused', tone: 'plain' },
  allowed: { text: 'Allowed', tone: 'done' },
  'under way': { text: 'Under way', tone: 'live' },
  over: { text: 'Over', tone: 'plain' },
};

/** One of them, as a line of a list. */
export function StandInState(one: StandInRecord) {
  const { text, tone } = tones[stateOf(one, new Date())];
  return (
    <div className="min-w-0">
      <strong>{one.operatorName}</strong> in the place of {one.memberName ?? 'a former member'}{' '}
      <Badge tone={tone}>{text}</Badge> {one.readsOnly && <Badge icon="eye">To read</Badge>}
      <div className="muted">{one.reason}</div>
      <div className="muted">
        Asked <DateText value={one.requestedAt} shape="both" />
        {one.startedAt && (
          <>
            , begun <DateText value={one.startedAt} shape="both" />
          </>
        )}
        {one.allowedUntil && (
          <>
            , allowed until <DateText value={one.allowedUntil} shape="both" />
          </>
        )}
        {one.endedAt && (
          <>
            , ended <DateText value={one.endedAt} shape="both" />
          </>
        )}
      </div>
    </div>
  );
}
