/** The words of a takeoff, as patterns without anchors; letters of either case. */

export const COUNT = String.raw`(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|single|double|triple|both|couple(?: of)?)`;

const NUMBER = String.raw`(?:\d+(?:[.,]\d+)?(?:\s+\d+\/\d+)?(?:[½¼¾⅛⅜⅝⅞⅓⅔])?)`;
/** With a unit, feet and inches among them: `12'6"`, `12 ft 6 in`, `3.8 m`, `380 cm`. */
export const MEASURED = String.raw`(?:${NUMBER}\s*-?(?:'|’|′|ft\.?|feet|foot)(?:\s*${NUMBER}\s*(?:"|”|″|''|in(?:ch(?:es)?)?\b)|\d{1,2}(?!\d))?|${NUMBER}\s*-?(?:"|”|″|in\b|inch(?:es)?\b|met(?:er|re)s?\b|mm\b|cm\b|m\b))`;
export const LENGTH = String.raw`(?:${MEASURED}|${NUMBER})`;
export const SIZE = String.raw`${LENGTH}(?:\s*(?:x|×|\*|by)\s*${LENGTH}){1,2}`;

/** Surface kinds of the rate book that come with the product, and how people call them. Longer names first. */
export const surfaceWords: readonly (readonly [kind: string, pattern: string])[] = [
  ['accent-wall', 'accent walls?|feature walls?'],
  ['garage-door', 'garage doors?'],
  ['cabinets', 'cabinet doors?|cabinets?'],
  ['crown', String.raw`crown(?: mou?ldings?)?`],
  ['baseboard', String.raw`base ?boards?|base ?trim|skirtings?(?: boards?)?|trims?|base`],
  ['closet', 'closets?|wardrobes?'],
  ['stairs', 'stairs|staircases?|balusters?'],
  ['walls', 'walls?'],
  ['ceiling', 'ceilings?|ceilins?|lids?'],
  ['windows', String.raw`windows?(?: trims?)?`],
  ['doors', 'doors?'],
  ['floor', 'floors?'],
  ['siding', 'sidings?'],
  ['stucco', 'stucco'],
  ['masonry', 'brick(?:work)?|masonry'],
  ['fascia', 'fascias?'],
  ['soffit', 'soffits?'],
  ['gutters', 'gutters?|downspouts?'],
  ['shutters', 'shutters?'],
  ['deck', 'decks?'],
  ['fence', 'fences?'],
  ['railing', 'railings?'],
];

/** Counted by the piece: a count before them is how many there are. */
export const countedKinds: ReadonlySet<string> = new Set(['closet', 'cabinets', 'shutters', 'garage-door']);

export const SURFACE = `(?:${surfaceWords.map(([, pattern]) => pattern).join('|')})`;

/** Which kind a surface's word is; the first whose whole pattern fits. */
export function kindOf(word: string): string | undefined {
  return surfaceWords.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'i').test(word.trim()))?.[0];
}

const adjective = String.raw`(?:master|primary|guest|kid'?s'?|kids|children'?s|upstairs|downstairs|main|spare|front|back|small|large|big|little|half|full|second|third|upper|lower|rear)`;
const noun =
  '(?:bed ?rooms?|bath ?rooms?|baths?|kitchens?|living(?: rooms?)?|dining(?: rooms?)?|family rooms?|great rooms?|powder rooms?|laundry(?: rooms?)?|mud ?rooms?|sun ?rooms?|play ?rooms?|guest rooms?|class ?rooms?|conference rooms?|meeting rooms?|hall ?ways?|halls?|corridors?|offices?|dens?|studys?|studies|foyers?|entry ?ways?|entry|entries|basements?|garages?|nursery|nurseries|stair ?wells?|attics?|pantry|pantries|studios?|lounges?|lofts?|lobby|lobbies|reception|landings?|rooms?)';
export const ROOM = String.raw`(?:${adjective}\s+){0,2}${noun}`;
/** One face and no room: a wall, an elevation, a gable. */
export const FACE = String.raw`(?:(?:front|back|rear|side|left|right|north|south|east|west|accent|feature|exterior|interior|outside|garage)\s+){0,3}(?:walls?|elevations?|sides?|sidings?|facades?|gables?)`;

/** Words that say nothing about what is measured. */
export const fillers: ReadonlySet<string> = new Set(
  "and with the a an of in on for to at is are be it its that this paint painting painted repaint please each both all by plus also then but just estimate quote bid job new draft create make write need needs want wants i we i'd like me us my our will would can you get gets have has having do does sized measuring measures measure about approx approximately roughly around interior inside only everything every whole house home standard x, there one's they're they them his her their client customer prepare work up start please. thanks from same size total first next finally as so".split(
    ' ',
  ),
);
