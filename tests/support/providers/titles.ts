import { titleSystem } from '#app/ai/prompts/title.ts';
import type { Providers } from './server.ts';

/** What is asked to name a conversation is answered beside the script, always with the same name. */
export function nameConversations(providers: Providers, title: string): void {
  providers.aside(({ body }) =>
    JSON.stringify(body.system ?? '').includes(titleSystem.slice(0, 24)) ? { text: [title] } : undefined,
  );
}
