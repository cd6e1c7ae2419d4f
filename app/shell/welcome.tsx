import { LinkButton } from '../ui/button.tsx';
import { PlanDrawing } from '../ui/drawing.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { Logo } from '../ui/logo.tsx';
import { PublicPage } from './public-page.tsx';

const promises: readonly { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'sheet',
    title: 'Your workbook, alive',
    text: 'Bring in the spreadsheet you price with. Its formulas keep working, and every cell is checked against the numbers it had.',
  },
  {
    icon: 'ruler',
    title: 'Every total opens',
    text: 'Rooms become surfaces, surfaces become gallons and hours. Open any figure to see its rule and where it was rounded.',
  },
  {
    icon: 'send',
    title: 'A quote they can sign',
    text: 'Your client reads it on a phone, picks the options, asks a question and accepts. The printed parts add up to the cent.',
  },
];

/** What somebody sees who has never been here. */
export function Welcome() {
  return (
    <PublicPage
      header={<Logo />}
      headerEnd={
        <LinkButton to="/sign-in" variant="quiet">
          Sign in
        </LinkButton>
      }
      footer={<p>Candlefish. Light from the deep.</p>}
    >
      <div className="welcome-hero">
        <div>
          <h1 className="display">Price the work. Send the quote. Keep the margin.</h1>
          <p className="welcome-lede">
            Candlefish is a calm place to run a business that lives on bids: measure, price, send, and have it accepted,
            with figures you can stand behind.
          </p>
          <div className="toolbar mt-7">
            <LinkButton to="/sign-up" variant="primary" size="large">
              Start a business
            </LinkButton>
            <Link className="link" to="/sign-in">
              I have an account
            </Link>
          </div>
        </div>
        <figure className="welcome-plan">
          <PlanDrawing
            title="A room of 15 by 12 feet with two windows and a door"
            width={15}
            depth={12}
            widthText="15′"
            depthText="12′"
            caption="Living room"
            openings={[
              { kind: 'window', wall: 'north', at: 2.5, width: 3.5 },
              { kind: 'window', wall: 'north', at: 9, width: 3.5 },
              { kind: 'door', wall: 'south', at: 10.5, width: 2.8 },
            ]}
          />
          <figcaption>Walls 432 sq ft, two coats, 2.2 gal, 8.6 h</figcaption>
        </figure>
      </div>
      <ul className="welcome-promises">
        {promises.map(({ icon, title, text }) => (
          <li key={title}>
            <Icon name={icon} />
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </PublicPage>
  );
}
