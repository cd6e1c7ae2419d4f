import { DescriptionList, type Fact } from '#app/ui/description-list.tsx';
import { Card } from '#app/ui/page.tsx';

/** The values of a part that is no table. */
export function RateFacts({ facts }: { facts: readonly Fact[] }) {
  return (
    <Card>
      <DescriptionList facts={facts} stacked />
    </Card>
  );
}
