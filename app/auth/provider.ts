/** Somebody as a provider names them. */
export interface ProviderIdentity {
  /** Never changes and is never given to somebody else. */
  subject: string;
  email: string | null;
  /** The provider has made sure that they read this mailbox. What it does not say, it has not. */
  isEmailVerified: boolean;
  name: string;
  /** When they last showed the provider who they are, if it tells. It may have been long before this sign-in. */
  authenticatedAt?: Date;
}

/** What ties the way out and the way back together. All of it stays in the browser that began. */
export interface Ties {
  /** Comes back as it went: the answer belongs to what this browser began. */
  state: string;
  /** PKCE (RFC 7636): a stolen code is worth nothing without it. */
  verifier: string;
  /** Stands in the id token: it was made for this very sign-in. */
  nonce: string;
  redirectUri: string;
  /** The provider is to ask the person anew, whether or not it knows them already. */
  isFresh?: boolean;
}

/** A way to sign in by somebody else's account. */
export interface Provider {
  /** Part of addresses, and kept with every connection: `google`. */
  id: string;
  /** On the button: `Google`. */
  name: string;
  /** The page where signing in with it begins, and which says what went wrong; the sign-in page if left out. */
  page?: string;
  /** Where the person goes to say yes. @throws ProviderFailure */
  authorizationUrl(ties: Ties): Promise<URL>;
  /**
   * Who came back, for the query of the address that they came back to. @throws ProviderFailure
   */
  identify(ties: Ties, answer: URLSearchParams): Promise<ProviderIdentity>;
}

/** Why a provider did not tell us who somebody is. */
export type ProviderProblem =
  /** The person said no. */
  | 'declined'
  /** The provider said no, or what it said cannot be right. */
  | 'refused'
  /** It did not answer, or not in time. */
  | 'unreachable';

export class ProviderFailure extends Error {
  override name = 'ProviderFailure';
  readonly problem: ProviderProblem;

  constructor(problem: ProviderProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** The provider calls itself by another name than the one that was asked. */
export class OtherIssuer extends ProviderFailure {
  /** What it calls itself. */
  readonly named: string;

  constructor(asked: string, named: string) {
    super('refused', `${asked} names itself ${named}.`);
    this.named = named;
  }
}
