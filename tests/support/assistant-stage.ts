import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ModelCall } from '#app/ai/model.ts';
import type { Runs } from '#app/ai/run/runs.server.ts';
import { type Member, makeBusiness, openAssistant, says, script, type Talker } from './assistant.ts';
import { declareTestTools } from './assistant-tools.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

export interface AssistantStage {
  database: FreshDatabase;
  runs: Runs;
  as(member: Member): Talker;
  /** A business of the test's own: what another asked much of does not keep it waiting. */
  owner: Member;
  /** Its owner at the doors. */
  me: Talker;
  /** What the built-in model was asked. */
  calls: ModelCall[];
}

/**
 * The doors of the assistant over a database of the file's own. Before each test there is a new business, there are the
 * test's tools and no others, and the built-in model says “Hello there.”
 */
export function assistantStage(): AssistantStage {
  let database: FreshDatabase;
  let assistant: Awaited<ReturnType<typeof openAssistant>>;
  // Filled before the first test looks at it.
  const stage = {} as AssistantStage;
  beforeAll(async () => {
    database = await freshDatabase();
    assistant = await openAssistant();
    stage.database = database;
    stage.runs = assistant.runs;
    stage.as = assistant.as;
  });
  beforeEach(async () => {
    declareTestTools();
    stage.calls = script(() => says('Hello', ' there', '.')).calls;
    stage.owner = await makeBusiness();
    stage.me = assistant.as(stage.owner);
  });
  afterAll(async () => {
    await assistant?.close();
    await database?.close();
  });
  return stage;
}
