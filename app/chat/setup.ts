/** What a page has to know of the assistant of a business before anything is said. */
export interface AssistantSetup {
  /** Those one may choose from, the preferred one first. With one alone there is nothing to choose. */
  models: readonly ModelChoice[];
  /** Why nothing that costs anything can be asked for now, in a sentence. */
  usedUp: string | null;
  /** With whom a conversation can be shared. */
  members: readonly { userId: string; name: string }[];
}

export interface ModelChoice {
  id: string;
  label: string;
  /** Such as `$3.00 in, $15.00 out for a million tokens`; for the built-in one what it can do. */
  detail: string;
  isBuiltIn: boolean;
  /** No budget counts it: it is our own, or a key of the business pays. */
  isFree: boolean;
}

/** The page that the assistant stands beside, or was opened from. */
export interface PageBeside {
  path: string;
  title: string;
}
