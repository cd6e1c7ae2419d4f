import { publicLoader } from '../tenancy/gate.server.ts';
import { Gallery } from '../ui/gallery.tsx';

/** Every component in every state. In development only. */
export const loader = publicLoader(async () => null);

export default function Design() {
  return <Gallery />;
}
