/** The words of a takeoff, as patterns without anchors; letters of either case. Repetitions are bounded: no text makes them search for ever. */

/** Of the alphabets that these words are in; a class of all letters there are would make the patterns slow to build. */
export const LETTERS = 'a-zà-öø-ÿ';
export const LETTER = `[${LETTERS}]`;

const tens = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const ones = 'one|two|three|four|five|six|seven|eight|nine';
/** A number in words: `twelve`, `twenty-four`. */
export const SPELT = String.raw`(?:(?:${tens})(?:[\s-](?:${ones}))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|${ones})(?!${LETTER})`;

export const COUNT = String.raw`(?:\d{1,3}|half[\s-](?:a[\s-])?dozen|an?\s+(?:dozen|couple(?:\s+of)?|pair(?:\s+of)?)|(?:(?:two|three)\s+)?dozen|${SPELT}|an?|single|double|triple|both|couple(?:\s+of)?|pair(?:\s+of)?)`;

const FRACTION = '½¼¾⅛⅜⅝⅞⅓⅔';
const NUMBER = String.raw`(?:(?:\d+(?:[.,]\d+)?|${SPELT})(?:[\s-]+\d+\/\d+(?!\d)|\s+and\s+a\s+half|\s?[${FRACTION}])?)`;
const FEET = String.raw`(?:'|’|′|ft\.?|feet|foot)`;
const UNIT = String.raw`\s*-?(?:${FEET}(?:\s*\d+(?:[.,]\d+)?(?:[\s-]+\d+\/\d+|\s?[${FRACTION}])?\s*(?:"|”|″|''|in(?:ch(?:es)?)?\b)|\d{1,2}(?!\d))?|"|”|″|in\b|inch(?:es)?\b|met(?:er|re)s?\b|mm\b|cm\b|m\b)`;
/** With a unit, feet and inches among them: `12'6"`, `12 ft 6 in`, `12 1/2 ft`, `3.8 m`, `380 cm`. */
export const MEASURED = `(?:${NUMBER}${UNIT})`;
/** Feet and inches with a dash between: `12-6`. What it may mean is decided where it is read. */
const DASHED = String.raw`\d{1,2}-\d{1,2}(?![\d-]|\/)`;
export const LENGTH = `(?:${DASHED}|${NUMBER}(?:${UNIT})?)`;
const BY = String.raw`\s*(?:x|×|\*|by)\s*`;
export const SIZE = `${LENGTH}(?:${BY}${LENGTH}){1,2}`;
/** A size one of whose sides lies between two lengths. */
const EITHER = String.raw`\s*(?:-|–|—|to|or|through)\s*`;
const SIDE = `${LENGTH}(?:${EITHER}${LENGTH})?`;
export const RANGE = String.raw`(?:between\s+${LENGTH}\s+and\s+${LENGTH}|${SIZE}\s+or\s+${SIZE}|${SIDE}(?:${BY}${SIDE}){0,2})`;
export const TO = EITHER;

/** Surface kinds of the rate book that come with the product, and how people call them. Longer names first. */
export const surfaceWords: readonly (readonly [kind: string, pattern: string])[] = [
  ['accent-wall', 'accent walls?|feature walls?'],
  ['garage-door', 'garage doors?'],
  ['cabinets', 'cabinet doors?|cabinets?'],
  ['crown', 'crown(?: mou?ldings?)?'],
  ['baseboard', 'base ?boards?|base ?trim|skirtings?(?: boards?)?|trims?|base'],
  ['closet', 'closets?|wardrobes?'],
  ['stairs', 'stairs|staircases?|balusters?'],
  ['walls', 'walls?'],
  ['ceiling', 'ceilings?|ceilins?|lids?'],
  ['windows', 'windows?(?: trims?)?'],
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

const adjective =
  "(?:master|primary|guest|kid'?s'?|kids|children'?s|upstairs|downstairs|main|spare|front|back|small|large|big|little|half|full|second|third|upper|lower|rear)";
const noun =
  '(?:bed ?rooms?|bath ?rooms?|baths?|kitchens?|living(?: rooms?)?|dining(?: rooms?)?|family rooms?|great rooms?|powder rooms?|laundry(?: rooms?)?|mud ?rooms?|sun ?rooms?|play ?rooms?|guest rooms?|class ?rooms?|conference rooms?|meeting rooms?|hall ?ways?|halls?|corridors?|offices?|dens?|studys?|studies|foyers?|entry ?ways?|entry|entries|basements?|garages?|nursery|nurseries|stair ?wells?|attics?|pantry|pantries|studios?|lounges?|lofts?|lobby|lobbies|reception|landings?|rooms?)';
export const ROOM = String.raw`(?:${adjective}\s+){0,2}${noun}`;
/** `Bedroom 2`: the number is part of the name unless something is counted or measured by it. */
export const ROOM_NUMBER = String.raw`\s+#?\d{1,2}(?![\d.,'’"/½¼¾-]|\s+\d+\/|\s+and\s+a\s+half|\s*(?:x|×|by|ft|feet|foot|m|cm|in|coats?|doors?|windows?|closets?|sq|lf)(?!${LETTER})|\s+(?:on|for|standard)\s)`;
const side =
  '(?:front|back|rear|side|left|right|north|south|east|west|accent|feature|exterior|interior|outside|garage)';
/** One face and no room: a wall, an elevation, a gable. */
export const FACE = String.raw`(?:(?:${side}\s+){0,3}(?:walls?|elevations?|sides?|sidings?|facades?|gables?)|(?:(?:exterior|outside)\s+)?(?:front|back|rear|left|right|north|south|east|west))`;
/** A whole building, which is painted from outside. */
export const BUILDING = '(?:house|home|barn|shed|cabin|cottage|building)s?';

export const COAT = String.raw`(?:coats?|coast|caots)(?:\s+of\s+paint)?`;
export const SHEEN = String.raw`(?:flat|matte?|egg[\s-]*shell|satin|semi[\s-]*gloss|high[\s-]+gloss|gloss|pearl)(?:\s+(?:finish|sheen))?`;

const shade =
  '(?:white|black|gr[ea]y|beige|tan|taupe|greige|cream|ivory|navy|blue|green|sage|olive|teal|red|burgundy|maroon|yellow|gold|orange|terracotta|pink|blush|purple|lavender|brown|charcoal|linen|almond)';
const tone =
  '(?:light|dark|pale|deep|warm|cool|soft|bright|off|hunter|forest|sky|royal|baby|slate|stone|dusty|simply|pure)';
/** What ends a name: the words that go on after a colour. Few, because the pattern of a finish repeats them many times. */
const ending = String.raw`(?:on|or|of|for|with|and|in|to|the|at|by|but|coats?|one|two|three|skip|no|not|please|through\w*|every\w*|flat|matte?|egg|satin|semi|gloss|high|walls?|ceil\w*|trims?|base\w*|doors?|windows?|closets?|crown|\w*rooms?|prim\w*)`;
const nameWord = `(?!${ending}(?!${LETTER}))${LETTER}[${LETTERS}'’-]{1,20}`;
const name = String.raw`${nameWord}(?:[^\S\n]+${nameWord}){0,2}`;
const code = String.raw`(?:[a-z]{1,3}[\s-]*)?\d[\d-]{1,6}(?!\s*(?:x|×|by|ft|sq|')(?!${LETTER}))`;
const maker = String.raw`(?:sherwin[\s-]+williams|sw|benjamin moore|bm|behr|ppg|valspar|farrow (?:&|and) ball|dulux|ral)`;
const quotedName = String.raw`["“][^"“”\n]{1,50}["”]`;
const lead = String.raw`(?:change\s+(?:the\s+)?)?colou?rs?(?:\s+(?:is|change|changes|changed|will\s+be|should\s+be))?\s*(?:to|:|=)?\s*`;
export const COLOUR = String.raw`(?:(?:${maker}\s+|${lead})(?:${quotedName}|${code}(?:[^\S\n]+${name})?|${name})|(?:in|of)\s+(?:${quotedName}|(?:${nameWord}\s+){1,2}?${shade})|(?:${tone}[\s-]){0,2}${shade})(?!${LETTER})`;
/** What only leads to a colour, and is no part of its name. */
export const COLOUR_LEAD = new RegExp(String.raw`^(?:${lead}|(?:in|of)\s+)`, 'i');

export const PRIMER = String.raw`(?:(?:(?:no|without|skip(?:ping)?)\s+)?(?:${COUNT}\s+(?:full\s+)?coats?\s+of\s+)?(?:(?:spot|full|tinted|bonding|drywall|pva|oil(?:[\s-]+based)?|shellac|stain[\s-]+block(?:ing|er)?|tannin[\s-]+block(?:ing|er)?)[\s-]*){0,2}prim(?:ers?|e[ds]?|ing)(?:\s+(?:coats?|first)){0,2})(?!${LETTER})`;

/** Words that say nothing about what is measured. */
export const fillers: ReadonlySet<string> = new Set(
  "and with the a an of in on for to at is are be it its that this paint painting painted repaint please each both all by plus also then but just estimate quote bid job new draft create make write need needs want wants i we i'd like me us my our will would can you get gets have has having do does sized measuring measures measure about approx approximately roughly around inside only everything every whole house home standard x, there one's they're they them em 'em his her their client customer prepare work up start please. thanks from same size total first next finally as so ok okay use using go".split(
    ' ',
  ),
);
