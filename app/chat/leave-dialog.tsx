import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** Asks before an answer leads to another site, and shows all of the address: it may carry more than it seems. */
export default function LeaveDialog({ url, onClose }: { url: string | null; onClose: () => void }) {
  return (
    <Dialog
      open={url !== null}
      onClose={onClose}
      title="Leave for another site?"
      actions={
        <>
          <Button onClick={onClose}>Stay</Button>
          {url && (
            <a
              className="btn btn-primary"
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              referrerPolicy="no-referrer"
              onClick={onClose}
            >
              Open {new URL(url).host}
            </a>
          )}
        </>
      }
    >
      <p>The assistant wrote this address. Open it only if you know where it leads.</p>
      <p className="leave-url">{url}</p>
    </Dialog>
  );
}
