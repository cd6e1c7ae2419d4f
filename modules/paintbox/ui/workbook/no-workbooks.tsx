import { Icon, type IconName } from '#app/ui/icons.tsx';

const steps: readonly { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'upload',
    title: 'Bring it in',
    text: 'Every formula is calculated again and compared with the value that your file stores. What differs is listed by cell.',
  },
  {
    icon: 'sheet',
    title: 'Edit it here',
    text: 'Sheets, names and formulas stay alive in the browser. Type a rate, and the bid follows.',
  },
  {
    icon: 'estimate',
    title: 'Take its totals',
    text: 'Choose the cells that the client pays, and they become lines of an estimate. Download the workbook again whenever you like.',
  },
];

/** What a workbook is good for here, before there is one. */
export function NoWorkbooks({ mayWrite }: { mayWrite: boolean }) {
  return (
    <section className="mt-8" aria-labelledby="how-workbooks-work">
      <h2 id="how-workbooks-work" className="text-lg font-semibold">
        {mayWrite ? 'Your estimating workbook, in three steps' : 'Your workbooks will be here'}
      </h2>
      <ol className="mt-4 grid gap-4 md:grid-cols-3">
        {steps.map(({ icon, title, text }, at) => (
          <li key={title} className="card grid content-start gap-2">
            <span className="flex items-center gap-2 font-semibold">
              <Icon name={icon} className="text-candle-ink" />
              {at + 1}. {title}
            </span>
            <p className="text-ink-soft">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
