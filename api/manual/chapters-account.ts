import { browsersByDevice } from '../../domain/browsers.ts';
import { formatDate } from '../../rendering/format.ts';
import { minutesOf } from './chapters-entering.ts';
import { heading, list, rows, steps, text } from './content.ts';
import type { Chapter, Writing } from './content.ts';

/** R-141…. */
export function addressChapter(writing: Writing): Chapter {
  const { say, profile, pictures } = writing;
  return {
    id: 'address',
    title: say('manual.address.title'),
    blocks: [
      steps(
        say('manual.address.menu', { menu: say('common.menu.changeMailAddress') }),
        say('manual.address.type', { button: say('mailAddress.change.button') }),
        say('manual.address.open', {
          count: minutesOf(writing),
          button: say('mailAddress.confirmChange.button'),
        }),
      ),
      ...pictures('address'),
      text(say('manual.address.old', { count: profile.oneTimeLink.objectionDays })),
      text(say('manual.address.lost')),
    ],
  };
}

/** R-127…. */
export function languageChapter({ say }: Writing): Chapter {
  return {
    id: 'language',
    title: say('manual.language.title'),
    blocks: [
      list(
        say('manual.language.choose'),
        say('manual.language.kept'),
        say('manual.language.certificate'),
      ),
    ],
  };
}

export function sessionChapter({ say, session, pictures }: Writing): Chapter {
  return {
    id: 'session',
    title: say('manual.session.title'),
    blocks: [
      list(
        say('manual.session.menu'),
        say('manual.session.idle', { count: Math.floor(session.idleSeconds / 60) }),
        say('manual.session.longest', { count: Math.floor(session.longestSeconds / 3600) }),
        say('manual.session.nothingLost'),
        say('manual.session.devices', { menu: say('common.menu.sessions') }),
        say('manual.session.shared', { button: say('common.menu.signOut') }),
      ),
      ...pictures('menu', 'sessions'),
    ],
  };
}

/** What goes wrong and what to do then (area O of the requirements). */
export function troubleChapter({ say, profile, userType }: Writing): Chapter {
  const sender = profile.mail.senderAddress;
  const login = profile.secondPassword[userType] ? 'loginWithSecond' : 'login';
  const cases = [
    'noMail',
    'oldLink',
    login,
    'closed',
    'noNumber',
    'copier',
    'late',
    'halt',
    'error',
  ];
  return {
    id: 'trouble',
    title: say('manual.trouble.title'),
    blocks: [
      text(say('manual.trouble.lead')),
      rows(
        ...cases.map((name): [string, string] => [
          say(`manual.trouble.${name}.what`),
          say(`manual.trouble.${name}.do`, { sender }),
        ]),
      ),
    ],
  };
}

/** One list for the whole service (R-015… ). */
export function browsersChapter({ say }: Writing): Chapter {
  return {
    id: 'browsers',
    title: say('manual.browsers.title'),
    blocks: [
      rows(
        ...browsersByDevice().map(({ on, browsers }): [string, string] => [
          say(`common.browsers.device.${on}`),
          browsers
            .map(({ name, fromVersion }) =>
              say('common.browsers.from', { name, version: fromVersion }),
            )
            .join(' / '),
        ]),
      ),
      text(say('home.landing.browsers.note')),
    ],
  };
}

/** By topic. */
export function contactsChapter({ say, profile, locale }: Writing): Chapter {
  const { system, records, sealed } = profile.contacts;
  const line = ({ name, phone, hours }: typeof system) =>
    say('manual.contacts.line', { name: name[locale], phone, hours: hours[locale] });
  const offices = sealed.offices.map(({ name, phone }) =>
    say('manual.contacts.office', { name: name[locale], phone }),
  );
  return {
    id: 'contacts',
    title: say('manual.contacts.title'),
    blocks: [
      heading(say('home.landing.contact.system')),
      text(line(system)),
      heading(say('home.landing.contact.records')),
      text(line(records)),
      ...(offices.length > 0
        ? [heading(say('home.landing.contact.sealed')), list(...offices)]
        : []),
    ],
  };
}

/** Newest first. */
export function revisionsChapter({ say, profile, locale }: Writing): Chapter {
  return {
    id: 'revisions',
    title: say('manual.revisions.title'),
    blocks: [
      rows(
        ...profile.manual.revisions.map(({ edition, date, changes }): [string, string] => [
          edition,
          say('manual.revisions.line', {
            date: formatDate(date, locale),
            changes: changes[locale],
          }),
        ]),
      ),
    ],
  };
}
