import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Providers, startProviders } from './providers/server.ts';
import { nameConversations } from './providers/titles.ts';
import { business, openStage, ready, type Stage } from './visitor.ts';

export interface AssistantJourney {
  stage: Stage;
  providers: Providers;
  /** The owner's. */
  page: Page;
  /** Where one types. */
  box(within?: Pick<Page, 'getByLabel'>): Locator;
  /** What was said. */
  log(): Locator;
  /** Opens the assistant's page with a new conversation. */
  open(): Promise<void>;
  ask(words: string): Promise<void>;
}

/**
 * The built application in front of a provider that says what the test scripts, and its owner in a browser. A test ends
 * without a complaint of any page.
 */
export function assistantJourney(): AssistantJourney {
  // Filled before the first test looks at it.
  const journey = {
    box: (within: Pick<Page, 'getByLabel'> = journey.page) => within.getByLabel('Ask, or say what to do'),
    log: () => journey.page.getByRole('group', { name: 'Conversation' }),
    async open() {
      await journey.page.goto(`${business}/assistant`);
      await ready(journey.page);
    },
    async ask(words) {
      await journey.box().fill(words);
      await journey.page.keyboard.press('Enter');
    },
  } as AssistantJourney;
  beforeAll(async () => {
    journey.providers = await startProviders();
    nameConversations(journey.providers, 'Oak and pine');
    const { anthropic } = journey.providers.urls;
    journey.stage = await openStage({ ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: anthropic });
    journey.page = await journey.stage.member('owner');
  });
  beforeEach(() => journey.providers.reset());
  afterEach(() => {
    expect(journey.stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await journey.stage?.close();
    await journey.providers?.close();
  });
  return journey;
}
