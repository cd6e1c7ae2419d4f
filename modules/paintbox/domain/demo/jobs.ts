/** What was asked for and how it went. Ages in days before the seed's own day; the oldest come first. */
export type DemoFate =
  | 'draft'
  | 'sent'
  | 'viewed'
  | 'asked'
  | 'accepted'
  | 'declined'
  | 'expired'
  | 'revised'
  | 'withdrawn'
  | 'deleted';

export interface DemoEstimate {
  title: string;
  job: DemoJobName;
  fate: DemoFate;
  /** What the client said when they declined or asked. */
  words?: string;
}

export interface DemoDeal {
  client: number;
  title: string;
  age: number;
  estimates: readonly DemoEstimate[];
}

export type DemoJobName =
  | 'one-room'
  | 'bedrooms'
  | 'main-floor'
  | 'whole-interior'
  | 'kitchen'
  | 'stairwell'
  | 'exterior'
  | 'exterior-trim'
  | 'deck'
  | 'shop'
  | 'offices'
  | 'turnover';

const est = (title: string, job: DemoJobName, fate: DemoFate, words?: string): DemoEstimate => ({
  title,
  job,
  fate,
  words,
});

export const demoDeals: readonly DemoDeal[] = [
  {
    client: 19,
    title: 'Exterior, street side',
    age: 168,
    estimates: [
      est('Street side and porch', 'exterior', 'accepted'),
      est('Whole house at once', 'whole-interior', 'declined', 'We would rather do it in two summers.'),
    ],
  },
  {
    client: 3,
    title: 'Main floor repaint',
    age: 151,
    estimates: [
      est('Walls and trim', 'main-floor', 'accepted'),
      est('Walls only', 'bedrooms', 'declined', 'We decided to have the trim done as well.'),
    ],
  },
  {
    client: 4,
    title: 'Turnovers, spring',
    age: 139,
    estimates: [
      est('Unit 2B turnover', 'turnover', 'accepted'),
      est('Unit 4A turnover', 'turnover', 'accepted'),
      est('Unit 4C turnover', 'turnover', 'accepted'),
    ],
  },
  {
    client: 8,
    title: 'Kitchen and breakfast nook',
    age: 128,
    estimates: [
      est('Cabinets sprayed', 'kitchen', 'declined', 'We found somebody who could start two weeks earlier.'),
      est('Cabinets by brush', 'kitchen', 'declined', 'Same as the other one, sorry.'),
    ],
  },
  { client: 12, title: 'Nursery', age: 120, estimates: [est('Nursery', 'one-room', 'accepted')] },
  {
    client: 11,
    title: 'Meetinghouse exterior',
    age: 112,
    estimates: [
      est('Clapboards and trim', 'exterior', 'expired'),
      est('Trim only', 'exterior-trim', 'expired'),
      est('Front elevation', 'exterior-trim', 'declined', 'The trustees want all four sides or none.'),
    ],
  },
  {
    client: 0,
    title: 'Living room and study',
    age: 104,
    estimates: [
      est('Living room and study', 'bedrooms', 'accepted'),
      est('Study only', 'one-room', 'declined', 'We will do both rooms.'),
    ],
  },
  {
    client: 14,
    title: 'Guest rooms before the season',
    age: 97,
    estimates: [est('Six guest rooms', 'whole-interior', 'accepted'), est('Lobby and stairs', 'stairwell', 'accepted')],
  },
  {
    client: 5,
    title: 'Upstairs bedrooms',
    age: 90,
    estimates: [
      est('Three bedrooms', 'bedrooms', 'expired'),
      est('Three bedrooms and hall', 'main-floor', 'declined', 'Over our budget for this year.'),
    ],
  },
  {
    client: 22,
    title: 'Hallways and stairs, building A',
    age: 84,
    estimates: [
      est('Hallways, building A', 'stairwell', 'accepted'),
      est('Hallways, with doors', 'offices', 'declined', 'The board took the version without the doors.'),
    ],
  },
  { client: 9, title: 'Stairwell', age: 77, estimates: [est('Stairwell and balusters', 'stairwell', 'accepted')] },
  {
    client: 2,
    title: 'Bakery front',
    age: 70,
    estimates: [
      est('Shop floor', 'shop', 'accepted'),
      est('Shop floor and back room', 'offices', 'declined', 'The back room can wait.'),
    ],
  },
  {
    client: 20,
    title: 'Exterior repaint',
    age: 64,
    estimates: [est('Siding and trim', 'exterior', 'expired'), est('Siding only', 'exterior', 'expired')],
  },
  {
    client: 15,
    title: 'Front porch and deck',
    age: 58,
    estimates: [
      est('Deck and railing', 'deck', 'accepted'),
      est('Deck, railing and fence', 'deck', 'declined', 'The fence is being replaced instead.'),
      est('Deck without railing', 'deck', 'deleted'),
    ],
  },
  {
    client: 6,
    title: 'New house, before moving in',
    age: 52,
    estimates: [
      est('Whole interior', 'whole-interior', 'accepted'),
      est('Ground floor only', 'main-floor', 'declined', 'We went for the whole house.'),
      est('Garage', 'one-room', 'expired'),
    ],
  },
  {
    client: 7,
    title: 'Practice rooms',
    age: 46,
    estimates: [est('Four treatment rooms', 'offices', 'accepted'), est('Reception', 'shop', 'expired')],
  },
  {
    client: 13,
    title: 'Kitchen cabinets',
    age: 41,
    estimates: [est('Cabinets, two coats', 'kitchen', 'declined', 'We are buying new fronts after all.')],
  },
  {
    client: 1,
    title: 'Apartment refresh',
    age: 34,
    estimates: [est('Two rooms', 'bedrooms', 'accepted'), est('Two rooms and hall', 'main-floor', 'revised')],
  },
  {
    client: 23,
    title: 'Hall and landing',
    age: 29,
    estimates: [est('Hall and landing', 'stairwell', 'viewed'), est('Hall only', 'one-room', 'viewed')],
  },
  {
    client: 4,
    title: 'Turnovers, autumn',
    age: 25,
    estimates: [
      est('Unit 1D turnover', 'turnover', 'accepted'),
      est('Unit 3A turnover', 'turnover', 'viewed'),
      est('Unit 3B turnover', 'turnover', 'sent'),
    ],
  },
  {
    client: 10,
    title: 'Farmhouse exterior',
    age: 21,
    estimates: [
      est('Siding, two coats', 'exterior', 'asked', 'Does this include the barn door, and which brand of paint is it?'),
      est('Siding and shutters', 'exterior', 'viewed'),
    ],
  },
  { client: 17, title: 'Loft', age: 18, estimates: [est('Loft, walls and ceiling', 'main-floor', 'viewed')] },
  {
    client: 18,
    title: 'Studio and changing rooms',
    age: 15,
    estimates: [
      est('Studio', 'shop', 'asked', 'Can you work at night so that we keep our classes?'),
      est('Studio and changing rooms', 'offices', 'sent'),
    ],
  },
  {
    client: 19,
    title: 'Exterior, garden side',
    age: 12,
    estimates: [est('Garden side', 'exterior', 'revised'), est('Shutters and gutters', 'exterior-trim', 'draft')],
  },
  {
    client: 21,
    title: 'Cottage interior',
    age: 10,
    estimates: [est('Cottage interior', 'whole-interior', 'sent'), est('Bedrooms first', 'bedrooms', 'sent')],
  },
  {
    client: 16,
    title: 'Home office',
    age: 8,
    estimates: [est('Home office', 'one-room', 'withdrawn'), est('Home office with closet', 'one-room', 'draft')],
  },
  {
    client: 22,
    title: 'Hallways and stairs, building B',
    age: 6,
    estimates: [est('Hallways, building B', 'stairwell', 'draft'), est('Lobby', 'shop', 'draft')],
  },
  { client: 24, title: 'Barn and fence', age: 4, estimates: [est('Fence and deck', 'deck', 'draft')] },
  {
    client: 0,
    title: 'Primary bedroom',
    age: 3,
    estimates: [est('Primary bedroom', 'one-room', 'draft'), est('Bedroom and bath', 'bedrooms', 'draft')],
  },
  { client: 14, title: 'Dining room', age: 1, estimates: [est('Dining room', 'one-room', 'draft')] },
  { client: 9, title: 'Ceilings after the leak', age: 5, estimates: [] },
  { client: 17, title: 'Two closets', age: 2, estimates: [] },
  { client: 5, title: 'Garage door and entry', age: 1, estimates: [] },
];
