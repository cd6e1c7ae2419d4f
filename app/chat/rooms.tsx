import { useMemo, useState } from 'react';
import { doorsOf, type OpenConversation } from './doors.ts';
import { Room, type RoomProps } from './room.tsx';

/** Which conversation is open. A new one keeps its room when it gets its id. */
interface Place {
  id: string | null;
  /** Of the room: another number is another room. */
  key: number;
}

/** The doors of a business, the same ones for as long as one is there. */
export function useDoors(tenantSlug: string) {
  return useMemo(() => doorsOf(tenantSlug), [tenantSlug]);
}

/** The conversation one is in, wherever it is shown. */
export function usePlace(first: string | null) {
  const [place, setPlace] = useState<Place>({ id: first, key: 0 });
  return {
    place,
    /** Opens another conversation, or a new one. */
    open: (id: string | null) => setPlace((before) => ({ id, key: before.key + 1 })),
    /** The new conversation has got its id. */
    name: (id: string) => setPlace((before) => ({ ...before, id })),
  };
}

/** The room of a place. */
export function RoomAt({ place, opened, ...room }: Omit<RoomProps, 'id'> & { place: Place }) {
  const known: OpenConversation | undefined = opened?.conversation.id === place.id ? opened : undefined;
  return <Room key={place.key} {...room} id={place.id} opened={known} />;
}
