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
  'unlisted',
  'not-asked',
  'not-member',
  'has-account',
  'taken',
  'suspended',
  'no-seat',
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
    // What follows is said of the provider that a business brings; the name is that of the business.
    case 'unlisted':
      return `This sign-in is for addresses that ${provider} has named. Yours is at another domain.`;
    case 'not-asked':
      return `The sign-in of ${provider} did not ask who you are, so it does not count here. Sign in anew there, then try again.`;
    case 'not-member':
      return `You are no member of ${provider}. Ask an owner or admin there to invite your address.`;
    case 'has-account':
      return `There is an account with your address that is no member of ${provider}. Ask for an invitation, open it from your mail, and accept it with that account. After that you can come in here.`;
    case 'taken':
      return `Your address belongs to somebody else’s place at ${provider}. Ask an owner there to remove that member first.`;
    case 'suspended':
      return `You are suspended at ${provider}. Ask an owner or admin there.`;
    case 'no-seat':
      return `Every seat of ${provider} is taken. Ask an owner or admin there.`;
  }
}
