import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { listProperties } from '../data/clients.server.ts';
import { addressLine } from '../domain/labels.ts';

/** The properties of a client as choices; none for somebody who is not chosen yet. */
export async function placesOf(tx: OperationContext['tx'], clientId: string | null) {
  const properties = clientId === null ? [] : await listProperties(tx, clientId);
  return {
    clientId,
    places: properties.map((property) => ({ value: property.id, label: property.label || addressLine(property) })),
  };
}
