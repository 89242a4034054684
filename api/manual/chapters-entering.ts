import { stepsOf } from '../../domain/university/steps.ts';
import type { Step } from '../../domain/university/steps.ts';
import { formatYen } from '../../rendering/format.ts';
import { landingModel } from '../home/landing.ts';
import type { Need } from '../home/pages.ts';
import { chainNames } from '../orders/words.ts';
import { NOT_JUDGED, ruleViews } from '../second-password/new-password.ts';
import { heading, list, rows, steps, text } from './content.ts';
import type { Chapter, Writing } from './content.ts';

/** How long a link in a mail works, in minutes, where the purpose has no time of its own. */
export const minutesOf = ({ profile }: Writing): number => profile.oneTimeLink.ttlMinutes;

function needWords({ id, provider, sender }: Need, { say, locale, profile }: Writing): string {
  if (provider) return say('home.landing.needs.saml', { provider: provider[locale] });
  if (sender) return say('home.landing.needs.mail', { sender });
  if (id !== 'coins') return say(`home.landing.needs.${id}`);
  const sheet = formatYen(profile.certificate.printFeeYenASheet, locale);
  return `${say('home.landing.needs.coins')} (${say('home.landing.price.sheet', { yen: sheet })})`;
}

/** What, with what, how long, when and where. */
export function beforeChapter(writing: Writing): Chapter {
  const { say, profile, code, userType, locale, now } = writing;
  const { needs } = landingModel(code, profile, userType, now);
  const timed = stepsOf(userType, profile);
  const row = ({ id, duration: { unit, count } }: Step): [string, string] => [
    say(`home.landing.chart.step.${id}`),
    say(`home.landing.chart.takes.${unit}`, { count }),
  ];
  return {
    id: 'before',
    title: say('manual.before.title'),
    blocks: [
      heading(say('manual.before.needs')),
      list(...needs.map((need) => needWords(need, writing))),
      heading(say('manual.before.time')),
      rows(...[...timed.first, ...timed.always].map(row)),
      text(say('home.landing.chart.note')),
      heading(say('manual.before.when')),
      text(say('home.landing.when.hours')),
      heading(say('manual.before.where')),
      text(say('manual.before.chains', { chains: chainNames(profile.certificate.chains, locale) })),
      text(say('home.landing.where.some')),
      text(say('home.landing.where.abroad')),
      text(say('home.landing.where.sealed', { name: profile.contacts.sealed.name[locale] })),
    ],
  };
}

/** The university's own door; nothing where this type of user has none yet. */
export function loginChapter({ say, profile, userType, locale, pictures }: Writing): Chapter[] {
  const door = userType === 'student' ? profile.signIn.student : null;
  if (!door) return [];
  const hasSecond = profile.secondPassword[userType];
  const open = say('manual.login.open', { button: say('home.landing.signIn') });
  const way =
    door.kind === 'saml'
      ? [
          say('manual.login.goToProvider', {
            button: say('saml.signIn.button'),
            provider: door.providerName[locale],
          }),
          say('manual.login.atProvider'),
          say('manual.login.back'),
        ]
      : [
          say('manual.login.userId'),
          ...(hasSecond ? [say('manual.login.secondPassword')] : []),
          say('manual.login.press', { button: say('signIn.signIn.button') }),
        ];
  return [
    {
      id: 'login',
      title: say('manual.login.title'),
      blocks: [
        steps(open, ...way),
        ...pictures('login'),
        text(say(hasSecond ? 'manual.login.firstWithSecond' : 'manual.login.first')),
        ...(door.kind === 'ldap' ? [text(say('manual.login.wrong'))] : []),
        text(say('manual.login.universityPassword')),
      ],
    },
  ];
}

/** Registering the mail address at the first login (R-032…R-049). */
export function mailChapter(writing: Writing): Chapter {
  const { say, profile, pictures } = writing;
  const { senderAddress } = profile.mail;
  const count = minutesOf(writing);
  return {
    id: 'mail',
    title: say('manual.mail.title'),
    blocks: [
      text(say('manual.mail.lead')),
      steps(
        say('manual.mail.type', { button: say('registration.addressForm.button') }),
        say('manual.mail.arrives', { sender: senderAddress }),
        say('manual.mail.open', { button: say('registration.confirm.button') }),
        say('manual.mail.login', { button: say('registration.done.toSignIn') }),
      ),
      ...pictures('register', 'waiting'),
      text(say('manual.mail.limit', { count })),
      text(say('manual.mail.again', { button: say('mailAddress.waiting.again') })),
      heading(say('mailAddress.checklist.heading', { minutes: count })),
      list(
        say('mailAddress.checklist.correct'),
        say('mailAddress.checklist.spaces'),
        say('mailAddress.checklist.halfWidth'),
        `${say('mailAddress.checklist.filter')} ${senderAddress}`,
      ),
      text(say('manual.mail.onScreen')),
    ],
  };
}

/** Only where one is used; its rules as the settings say them (R-060…R-064). */
export function secondPasswordChapter(writing: Writing): Chapter[] {
  const { say, profile, userType, locale, pictures } = writing;
  const { rules, notes } = profile.secondPassword;
  if (!profile.secondPassword[userType]) return [];
  return [
    {
      id: 'second-password',
      title: say('manual.second.title'),
      blocks: [
        text(say('manual.second.lead')),
        ...notes.map((note) => text(note[locale])),
        heading(say('manual.second.rules')),
        list(...ruleViews(rules, NOT_JUDGED).map(({ words }) => say(words.key, words.params))),
        heading(say('manual.second.setHeading')),
        steps(
          say('manual.second.setType', { button: say('secondPassword.set.button') }),
          say('manual.second.setLogin'),
        ),
        ...pictures('setSecond'),
        heading(say('manual.second.changeHeading')),
        steps(
          say('manual.second.changeMenu', { menu: say('common.menu.changeSecondPassword') }),
          say('manual.second.changeType', { button: say('secondPassword.change.button') }),
        ),
        text(say('secondPassword.notes.otherDevices')),
        heading(say('manual.second.forgottenHeading')),
        steps(
          say('manual.second.forgottenLink', {
            link: say('signIn.signIn.secondPasswordForgotten'),
          }),
          say('manual.second.forgottenMail', { button: say('secondPassword.forgotten.button') }),
          say('manual.second.forgottenSet', { count: minutesOf(writing) }),
        ),
        ...pictures('changeSecond', 'forgottenSecond'),
      ],
    },
  ];
}
