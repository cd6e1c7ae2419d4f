import { Notice } from '../ui/badge.tsx';
import { Link } from '../ui/link.tsx';

/** Where there is no mail server, a letter that was promised is found here. */
export function MailboxNote() {
  return (
    <Notice>
      No mail server is set up here, so letters go to the <Link to="/mailbox">mailbox of this machine</Link>.
    </Notice>
  );
}
