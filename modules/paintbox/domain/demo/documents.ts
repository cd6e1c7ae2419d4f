import type { NewId } from '#app/values/id.ts';
import { parseLength } from '#app/values/quantity.ts';
import { addRoom, addTo, emptyEstimate, newSurface } from '../edit.ts';
import type { Area, Dimension, Estimate, Shape, Surface } from '../estimate.ts';
import type { RateBook } from '../rate-book.ts';
import type { DemoJobName } from './jobs.ts';

/** A room as an estimator notes it: name, length, width and height in feet, doors, windows. */
type Room = readonly [name: string, length: string, width: string, height: string, doors: number, windows: number];

/** Counted or measured work besides the usual surfaces: rate book key, and how much. */
type Piece = readonly [area: string, kindId: string, amount: string];

interface Job {
  place: Area['place'];
  condition: string;
  rooms: readonly Room[];
  pieces?: readonly Piece[];
  colour: string;
  option?: { name: string; description: string; kindId: string };
  extra?: { label: string; amount: string; basis: 'cost' | 'price' };
}

const jobs: Record<DemoJobName, Job> = {
  'one-room': {
    place: 'interior',
    condition: 'good',
    rooms: [['Room', '13\'6"', "11'", "8'", 1, 2]],
    colour: 'Harbor Fog',
    pieces: [['Room', 'closet', '1']],
  },
  bedrooms: {
    place: 'interior',
    condition: 'fair',
    rooms: [
      ['Primary bedroom', "15'", '12\'6"', "8'", 2, 2],
      ['Second bedroom', "12'", "11'", "8'", 1, 2],
      ['Third bedroom', '10\'6"', "10'", "8'", 1, 1],
    ],
    colour: 'Oyster White',
    option: {
      name: 'Paint the ceilings too',
      description: 'One coat of flat white on every ceiling.',
      kindId: 'ceiling',
    },
  },
  'main-floor': {
    place: 'interior',
    condition: 'fair',
    rooms: [
      ['Living room', "18'", "14'", '8\'6"', 2, 4],
      ['Dining room', "13'", "12'", '8\'6"', 1, 2],
      ['Hall', "16'", "4'", '8\'6"', 4, 0],
    ],
    colour: 'Sea Glass',
    pieces: [
      ['Living room', 'accent-wall', '119'],
      ['Dining room', 'crown', '50'],
    ],
    extra: { label: 'Move and cover furniture', amount: '180', basis: 'price' },
  },
  'whole-interior': {
    place: 'interior',
    condition: 'good',
    rooms: [
      ['Living room', "19'", "15'", "9'", 2, 4],
      ['Kitchen', "14'", "12'", "9'", 2, 2],
      ['Primary bedroom', "16'", "13'", "9'", 2, 2],
      ['Guest room', "12'", "11'", "9'", 1, 2],
      ['Study', "10'", "10'", "9'", 1, 1],
      ['Bath', "9'", "6'", "9'", 1, 1],
    ],
    colour: 'Quiet Pine',
    option: { name: 'Baseboards in every room', description: 'Two coats of trim enamel.', kindId: 'baseboard' },
    extra: { label: 'Dust containment between floors', amount: '220', basis: 'cost' },
  },
  kitchen: {
    place: 'interior',
    condition: 'good',
    rooms: [['Kitchen', "14'", "12'", "8'", 1, 1]],
    colour: 'Deep Spruce',
    pieces: [['Kitchen', 'cabinets', '28']],
    extra: { label: 'Spray booth', amount: '340', basis: 'cost' },
  },
  stairwell: {
    place: 'interior',
    condition: 'fair',
    rooms: [
      ['Lower hall', "14'", "7'", "9'", 3, 1],
      ['Landing', "11'", "8'", "9'", 4, 1],
    ],
    colour: 'Linen',
    pieces: [['Lower hall', 'stairs', '34']],
    extra: { label: 'Stair tower', amount: '145', basis: 'cost' },
  },
  exterior: {
    place: 'exterior',
    condition: 'fair',
    rooms: [['Front and back', "42'", "26'", "18'", 3, 14]],
    colour: 'Weathered Cedar',
    pieces: [
      ['Front and back', 'fascia', '136'],
      ['Front and back', 'soffit', '260'],
      ['Front and back', 'gutters', '110'],
    ],
    option: { name: 'Gutters and downspouts', description: 'Washed, primed where bare, two coats.', kindId: 'gutters' },
    extra: { label: 'Boom lift, three days', amount: '780', basis: 'cost' },
  },
  'exterior-trim': {
    place: 'exterior',
    condition: 'poor',
    rooms: [['South elevation', "38'", "2'", "3'", 2, 8]],
    colour: 'Bright White',
    pieces: [
      ['South elevation', 'fascia', '96'],
      ['South elevation', 'shutters', '12'],
    ],
    extra: { label: 'Wood repair, allowance', amount: '450', basis: 'price' },
  },
  deck: {
    place: 'exterior',
    condition: 'good',
    rooms: [],
    colour: 'Natural Cedar',
    pieces: [
      ['Deck', 'deck', '320'],
      ['Deck', 'railing', '62'],
      ['Fence', 'fence', '540'],
    ],
    option: { name: 'Fence, one coat', description: 'Both sides, semi-transparent stain.', kindId: 'fence' },
  },
  shop: {
    place: 'interior',
    condition: 'fair',
    rooms: [
      ['Shop floor', "34'", "22'", "11'", 2, 3],
      ['Counter', "12'", "8'", "11'", 1, 0],
    ],
    colour: 'Rye',
    option: { name: 'Ceiling', description: 'One coat of flat white above the shop floor.', kindId: 'ceiling' },
    extra: { label: 'Night work', amount: '600', basis: 'price' },
  },
  offices: {
    place: 'interior',
    condition: 'good',
    rooms: [
      ['Room 1', "12'", "10'", "9'", 1, 1],
      ['Room 2', "12'", "10'", "9'", 1, 1],
      ['Room 3', "12'", "10'", "9'", 1, 1],
      ['Room 4', "14'", "12'", "9'", 1, 2],
      ['Corridor', "36'", "5'", "9'", 6, 0],
    ],
    colour: 'Clean Linen',
  },
  turnover: {
    place: 'interior',
    condition: 'good',
    rooms: [
      ['Living room', "16'", "12'", "8'", 2, 2],
      ['Bedroom', "11'", "11'", "8'", 1, 1],
      ['Bath', "8'", "5'", "8'", 1, 0],
    ],
    colour: 'Rental White',
    extra: { label: 'Patch and touch up, allowance', amount: '120', basis: 'price' },
  },
};

/** The document of a demo job. `seed` makes each house a little longer, so that no two estimates come to the same. */
export function demoDocument(name: DemoJobName, title: string, book: RateBook, seed: number, newId: NewId): Estimate {
  const job = jobs[name];
  const option = job.option && { ...job.option, id: newId() };
  let doc: Estimate = { ...emptyEstimate(book, title), ...texts(seed) };
  if (option) {
    const { id, name: optionName, description } = option;
    const element = { id, name: optionName, description, groupId: null, isSelectedByDefault: seed % 3 === 0 };
    doc = addTo(doc, { list: 'options', element });
  }
  for (const room of job.rooms) doc = addRoom(doc, { area: areaOf(room, job, seed, newId), book, newId });
  for (const piece of job.pieces ?? []) doc = withPiece(doc, job, piece, book, newId);
  doc = {
    ...doc,
    areas: doc.areas.map((area) => ({ ...area, surfaces: area.surfaces.map((row) => finished(row, job, option?.id)) })),
  };
  if (job.extra) {
    const { label, amount, basis } = job.extra;
    const rest = { kind: 'lump-sum', quantity: '1', unit: '', isTaxable: true, optionId: null, note: '' } as const;
    doc = addTo(doc, { list: 'extras', element: { ...rest, id: newId(), label, unitAmount: amount, basis } });
  }
  if (seed % 4 === 1) {
    const element = { id: newId(), kind: 'percent', label: 'Repeat client', percent: '5' } as const;
    doc = addTo(doc, { list: 'discounts', element });
  }
  return doc;
}

function texts(seed: number): Partial<Estimate> {
  return {
    clientNote: 'We cover floors and furniture, fill nail holes, and leave every room swept each evening.',
    internalNote: seed % 5 === 2 ? 'Park in the back: the street is posted on weekdays.' : '',
    terms:
      'Prices hold until the date above. The deposit reserves the start date. Rotten wood and hidden damage are quoted separately before work goes on.',
    deposit: { kind: 'percent', percent: '25' },
  };
}

function areaOf([name, length, width, height, doors, windows]: Room, job: Job, seed: number, newId: NewId) {
  const openings = [
    { id: newId(), kind: 'door' as const, count: doors, width: null, height: null },
    { id: newId(), kind: 'window' as const, count: windows, width: null, height: null },
  ].filter((opening) => opening.count > 0);
  const shape: Shape = {
    kind: 'rectangle',
    length: longer(length, seed % 7),
    width: feet(width),
    height: feet(height),
  };
  return { name, place: job.place, conditionId: job.condition, shape, openings };
}

function withPiece(doc: Estimate, job: Job, [areaName, kindId, amount]: Piece, book: RateBook, newId: NewId): Estimate {
  const stated = {
    ...newSurface(book, kindId, newId()),
    quantity: { kind: 'stated', typed: amount, value: amount } as const,
  };
  if (!doc.areas.some((area) => area.name === areaName)) {
    const shape: Shape = { kind: 'custom', wallArea: '0', floorArea: '0', perimeter: '0' };
    const area: Area = {
      id: newId(),
      name: areaName,
      place: job.place,
      shape,
      conditionId: job.condition,
      openings: [],
      surfaces: [stated],
      note: '',
      optionId: null,
    };
    return { ...doc, areas: [...doc.areas, area] };
  }
  const areas = doc.areas.map((area) =>
    area.name === areaName ? { ...area, surfaces: [...area.surfaces, stated] } : area,
  );
  return { ...doc, areas };
}

function finished(surface: Surface, job: Job, optionId: string | undefined): Surface {
  const isOptional = optionId !== undefined && surface.kindId === job.option?.kindId;
  const colour = surface.kindId === 'ceiling' ? 'Ceiling White' : job.colour;
  return { ...surface, colour, optionId: isOptional ? optionId : null };
}

function feet(typed: string): Dimension {
  const nm = parseLength(typed, 'imperial');
  if (!nm.ok) throw new RangeError(nm.error);
  return { typed, nm: nm.value };
}

function longer(typed: string, halfFeet: number): Dimension {
  const { nm } = feet(typed);
  const halves = Math.round(nm / 152_400_000) + halfFeet;
  return feet(halves % 2 === 0 ? `${halves / 2}'` : `${(halves - 1) / 2}'6"`);
}
