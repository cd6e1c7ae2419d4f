/** What can go wrong on the way to a provider and back, as it stands in an address. */
export const oauthProblems = [
  'declined',
  'refused',
  'unreachable',
  'lost',
  'mixed-up',
  'unverified',
  'no-address',
  'not-yours',
  'confirm-first',
] as const;

export type OAuthProblem = (typeof oauthProblems)[number];

/** The sentence for the person: what happened, and what to do next. */
export function oauthProblemText(problem: OAuthProblem, provider: string): string {
  switch (problem) {
    case 'declined':
      return `You did not let ${provider} tell us who you are. Try again, or sign in another way.`;
    case 'refused':
      return `${provider} did not tell us who you are. Try again, or sign in another way.`;
    case 'unreachable':
      return `${provider} does not answer right now. Try again in a moment, or sign in another way.`;
    case 'lost':
      return `This took too long, or began in another browser. Start again with ${provider}.`;
    case 'mixed-up':
      return `The answer of ${provider} does not belong to what was begun here. Start again from this page.`;
    case 'unverified':
      return `${provider} does not say that your address there is verified. Sign in with your password instead.`;
    case 'no-address':
      return `${provider} did not tell us an email address. Allow it there, or sign in another way.`;
    case 'not-yours':
      return `This account at ${provider} is connected to somebody else here. Sign in with ${provider} to reach that one.`;
    case 'confirm-first':
      return `Confirm the email address of your account first. Then connect ${provider}.`;
  }
}
