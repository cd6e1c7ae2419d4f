/** A language that is not English, with the sentence that says so in it. */
export interface Language {
  name: string;
  sorry: string;
}

const languages: readonly (Language & { words: ReadonlySet<string> })[] = [
  {
    name: 'German',
    sorry: 'Entschuldigung, ich verstehe nur Englisch.',
    words: set(
      'der die das und ist ich nicht ein eine einen für mit auf bitte zeige zeig mir wie viel welche kannst du sie wir haben kunde kunden angebot schätzung zimmer streichen wände alle den von im finde erstelle',
    ),
  },
  {
    name: 'French',
    sorry: 'Désolé, je ne comprends que l’anglais.',
    words: set(
      "le la les un une des et est je vous nous pas pour avec dans sur montre montrez moi quel quelle combien devis client clients s'il plaît du au trouve trouver cherche mes ce cette peindre chambre deux bonjour",
    ),
  },
  {
    name: 'Spanish',
    sorry: 'Lo siento, solo entiendo inglés.',
    words: set(
      'el los las un una y es yo no para con en por favor muéstrame muestra cuánto cuanto qué cuál presupuesto cliente clientes de del mi mis busca buscar encuentra hola quiero pintar habitación dos todos este',
    ),
  },
  {
    name: 'Portuguese',
    sorry: 'Desculpe, só entendo inglês.',
    words: set(
      'o os as um uma e é eu não para com em por favor mostre mostra quanto qual orçamento cliente clientes de do da meu minha meus procure encontre olá quero pintar quarto dois todos',
    ),
  },
  {
    name: 'Italian',
    sorry: 'Mi dispiace, capisco solo l’inglese.',
    words: set(
      'il lo gli una e è io non per con di del della mostra mostrami quanto quale preventivo cliente clienti trova cerca ciao vorrei dipingere camera due tutti i miei',
    ),
  },
  {
    name: 'Dutch',
    sorry: 'Sorry, ik begrijp alleen Engels.',
    words: set(
      'de het een en is ik niet voor met op alsjeblieft toon laat zien hoeveel welke klant klanten offerte van mijn zoek vind kamer schilderen',
    ),
  },
  {
    name: 'Polish',
    sorry: 'Przepraszam, rozumiem tylko angielski.',
    words: set(
      'i jest nie dla z na proszę pokaż mi ile który klient klienta klientów wycena wycenę znajdź moje pokój malowanie do się wszystkie',
    ),
  },
];

const english = set(
  'the a an and is i not for with on please show me how much which can you we have of in to what find all this that are my it from by do',
);

const otherScript =
  /[\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Greek}\p{Script=Thai}\p{Script=Devanagari}]/gu;

/** The language of a text that is not English. Names alone are none: at least two of its common words, and more than of English. */
export function languageOf(text: string): Language | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const others = text.match(otherScript)?.length ?? 0;
  if (letters > 0 && others * 2 > letters) return { name: 'another language', sorry: 'Sorry, I read English only.' };
  const words = text.toLowerCase().match(/[\p{L}'’]+/gu) ?? [];
  const count = (known: ReadonlySet<string>) => words.filter((word) => known.has(word)).length;
  const own = count(english);
  const ranked = languages
    .map((language) => ({ language, hits: count(language.words) }))
    .sort((a, b) => b.hits - a.hits);
  const [first] = ranked;
  return first && first.hits >= 2 && first.hits > own ? first.language : null;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
