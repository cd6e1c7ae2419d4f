import { notFound } from '../errors/refusal.ts';
import { publicLoader } from '../tenancy/gate.server.ts';

export const loader = publicLoader(async () => {
  throw notFound();
});

export default function NotFound() {
  return null;
}
