import type { ModelCall, ModelPart } from '../model.ts';
import { providerNames } from '../provider-names.ts';
import { type Connection, type OpenModel, outputLimit, type PaidEntry } from './connection.ts';
import { guarded } from './guard.ts';

interface Asked {
  entry: PaidEntry;
  connection: Connection;
  call: ModelCall;
  signal: AbortSignal;
}

/** A model of a provider, guarded. What differs from one protocol to another is how its stream is opened and read. */
export function guardedModel(open: (asked: Asked) => Promise<AsyncIterable<ModelPart>>): OpenModel {
  return (entry, connection) => ({
    provider: entry.provider,
    modelId: entry.id,
    stream: (call) =>
      guarded({
        ...connection,
        provider: providerNames[entry.provider],
        abortSignal: call.abortSignal,
        maxOutputTokens: outputLimit(entry, call),
        open: (signal) => open({ entry, connection, call, signal }),
      }),
  });
}
