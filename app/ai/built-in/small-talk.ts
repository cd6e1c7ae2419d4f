import type { Intent } from './intent.ts';
import { languageOf } from './language.ts';
import type { Said } from './said.ts';

/** What is said where no tool is asked for: a greeting, thanks, help, or that it was not understood and what would be. */
export function smallTalk(said: Said, offered: readonly Intent[], near: readonly Intent[]): string {
  const language = languageOf(said.text);
  if (language) return `${language.sorry} I am the built-in assistant and read English only.`;
  const text = said.plain.trim();
  if (text === '') return `What would you like to know or do? ${examples(offered, 3)}`;
  if (asksForHelp(said)) return help(offered);
  if (/^(thank|thanks|thank you|thx|cheer|great|perfect|nice|awesome|ok|okay|got it|cool|good)( .{0,30})?$/.test(text))
    return 'You are welcome.';
  if (
    /^(hi|hello|hey|good (morning|afternoon|evening)|yo|howdy)( (there|candlefish|assistant|all|team|again))?( [.!,])*$/.test(
      text,
    )
  ) {
    return `Hello. I am the built-in assistant: no language model, but I know this product. ${examples(offered, 3)}`;
  }
  if (/^(bye|goodbye|see you|good night)/.test(text)) return 'Goodbye.';
  if (/^(yes|yep|yeah|sure|approve( it)?|do it|go ahead|confirm|accept)( please)?( [.!])*$/.test(text)) {
    return 'Changes are approved on the change itself, with its Approve button: I cannot do that for you.';
  }
  if (/^(no|nope|cancel|stop|never mind|nevermind|forget it)( .{0,20})?$/.test(text)) {
    return 'Nothing was changed by that. A change that waits can be refused where it is shown.';
  }
  return notUnderstood(offered, near);
}

function asksForHelp(said: Said): boolean {
  return (
    /^ (help|help me|what can you do|what else can you do|what do you do|who are you|what are you|how do (this|you) work|menu|command|option)\b/.test(
      said.plain,
    ) ||
    said.has(
      'what can you',
      'are you an ai',
      'are you a bot',
      'are you human',
      'are you chatgpt',
      'which model are you',
      'what model are you',
      'what can i ask',
      'what can i say',
    )
  );
}

function help(offered: readonly Intent[]): string {
  if (offered.length === 0) return `${INTRODUCTION} There is nothing that your role lets me do here.`;
  return `${INTRODUCTION} I understand requests such as:\n\n${offered.map(({ example }) => `- ${example}`).join('\n')}`;
}

const INTRODUCTION =
  'I am the built-in assistant. I work by rules, without a language model, so I answer what this product can look up or do and nothing else. Changes are only made when you approve them.';

function notUnderstood(offered: readonly Intent[], near: readonly Intent[]): string {
  const likely = near.filter((intent) => offered.includes(intent));
  if (likely.length > 0) {
    return `I am not sure what you mean. Did you mean something like this?\n\n${likely.map(({ example }) => `- ${example}`).join('\n')}`;
  }
  return `I cannot help with that: I am the built-in assistant and answer only what this product can look up or do. ${examples(offered, 3)}`;
}

/** The first of each kind of tool, so that they differ. */
function examples(offered: readonly Intent[], count: number): string {
  const shown = offered.slice(0, count).map(({ example }) => `“${example}”`);
  if (shown.length === 0) return '';
  return `Try ${shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`}.`;
}
