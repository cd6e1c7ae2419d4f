import { Notice } from '../ui/badge.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card, Section } from '../ui/page.tsx';

/** Recovery codes, the one time they can be read. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = `Candlefish recovery codes. Each works once.\n\n${codes.join('\n')}\n`;
  return (
    <Section title="Your recovery codes" lede="Each works once, in place of the app or the passkey.">
      <Card className="grid gap-4">
        <Notice tone="danger" title="Keep them now">
          They are shown this once. Print them or put them into your password manager.
        </Notice>
        <ol className="recovery-codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <div className="toolbar">
          <a
            className={buttonClass({ variant: 'primary' })}
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download="candlefish-recovery-codes.txt"
          >
            <Icon name="download" />
            Download
          </a>
          <Button icon="print" className="needs-script" onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </Card>
    </Section>
  );
}
