import type { DeadlineRule } from '../../domain/orders/deadline.ts';
import type { PaymentMethod } from '../../domain/university/profile.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import { formatDate, formatYen } from '../../rendering/format.ts';
import { landingModel } from '../home/landing.ts';
import { heading, rows, steps, text } from './content.ts';
import type { Chapter, Writing } from './content.ts';

/** From the first page to the placed order. */
export function orderChapter({ say, profile, locale, pictures }: Writing): Chapter {
  const { kinds, maxCopiesAnOrder } = profile.certificate;
  const { name, phone } = profile.contacts.records;
  return {
    id: 'order',
    title: say('manual.order.title'),
    blocks: [
      steps(
        say('manual.order.start', { button: say('top.destination.convenience_store.start') }),
        say('manual.order.number', { add: say('orders.check.items.addNumber') }),
        say('manual.order.copies', { button: say('orders.certificates.continue') }),
        say('manual.order.check', {
          records: say('manual.contacts.office', { name: name[locale], phone }),
        }),
        say('manual.order.place', { button: say('orders.check.submit') }),
      ),
      ...pictures('top', 'certificates', 'check'),
      heading(say('manual.order.kinds')),
      rows(
        ...kinds.map((kind): [string, string] => [
          kind.name[locale],
          say('manual.order.kind', {
            languages: kind.languages
              .map((language) => say(`orders.language.${language}`))
              .join(locale === 'ja' ? '、' : ', '),
            max: kind.maxCopies,
          }),
        ]),
      ),
      text(say('manual.order.most', { max: maxCopiesAnOrder })),
      text(say('manual.order.cancel', { button: say('orders.order.cancel') })),
    ],
  };
}

/** What is charged today, from the table of fees. */
export function pricesChapter({ say, profile, code, userType, locale, now }: Writing): Chapter {
  const { kinds, systemFees, printFeeYenASheet } = landingModel(code, profile, userType, now);
  const yen = (amount: number) => formatYen(amount, locale);
  return {
    id: 'prices',
    title: say('manual.prices.title'),
    blocks: [
      rows(
        ...kinds.map(({ name, fee: { lowest, highest } }): [string, string] => [
          name[locale],
          lowest === highest
            ? say('home.landing.price.each', { yen: yen(lowest) })
            : say('home.landing.price.fromTo', { lowest: yen(lowest), highest: yen(highest) }),
        ]),
        ...systemFees.map((fee): [string, string] => [
          say('home.landing.price.systemFee'),
          say(`home.landing.price.per.${fee.per}`, { yen: yen(fee.yen) }),
        ]),
        [
          say('home.landing.price.printFee'),
          say('home.landing.price.sheet', { yen: yen(printFeeYenASheet) }),
        ],
      ),
      text(say('manual.prices.today', { date: formatDate(tokyoDate(now), locale) })),
      text(say('home.landing.price.noRefund')),
    ],
  };
}

/** A method with its deadline, which is a setting of the method. */
function methodWords({ say, locale }: Writing, { description, deadline }: PaymentMethod): string {
  const rule: DeadlineRule = deadline;
  return 'minutes' in rule
    ? say('manual.paying.minutes', { description: description[locale], count: rule.minutes })
    : say('manual.paying.days', { description: description[locale], count: rule.days });
}

/** What there is to do, for each way in which the university's methods are paid: at once, or with a number. */
export function payingChapter(writing: Writing): Chapter {
  const { say, profile, locale, pictures } = writing;
  const offered = profile.certificate.paymentMethods.filter(({ isOffered }) => isOffered);
  const ways = [...new Set(offered.map(({ way }) => way))];
  const namesOf = (way: PaymentMethod['way']) =>
    offered
      .filter((method) => method.way === way)
      .map(({ name }) => name[locale])
      .join(locale === 'ja' ? '、' : ', ');
  const state = say('orders.situations.confirming_payment.label');
  return {
    id: 'paying',
    title: say('manual.paying.title'),
    blocks: [
      heading(say('manual.paying.methods')),
      rows(
        ...offered.map((method): [string, string] => [
          method.name[locale],
          methodWords(writing, method),
        ]),
      ),
      ...ways.flatMap((way) => [
        heading(namesOf(way)),
        steps(
          say(`manual.paying.ways.${way}.go`),
          say(`manual.paying.ways.${way}.finish`),
          say('manual.paying.confirmed'),
        ),
        ...(way === 'page'
          ? [text(say('manual.paying.again')), text(say('manual.paying.once', { state }))]
          : [text(say('manual.paying.numberAgain')), text(say('manual.paying.numberOnce'))]),
      ]),
      ...pictures('pay'),
      text(say('manual.paying.lapses')),
    ],
  };
}

/** Numbers by chain and the deadline, both from the settings. */
export function printingChapter({ say, profile, locale, pictures }: Writing): Chapter {
  const { chains, printDeadline, printFeeYenASheet } = profile.certificate;
  const until = printDeadline.countFirstDay ? 'untilCounted' : 'until';
  return {
    id: 'printing',
    title: say('manual.printing.title'),
    blocks: [
      steps(
        say('manual.printing.open'),
        say('manual.printing.atCopier'),
        say('manual.printing.pay', { sheet: formatYen(printFeeYenASheet, locale) }),
      ),
      ...pictures('numbers'),
      heading(say('manual.printing.numbers')),
      rows(
        ...chains.map(({ name, network }): [string, string] => [
          name[locale],
          say('manual.printing.number', {
            kind: say(`orders.order.numbers.kind.${network}`),
            network: say(`home.landing.where.network.${network}`),
          }),
        ]),
      ),
      text(say('manual.printing.anyStore')),
      heading(say('manual.printing.deadline')),
      text(say(`manual.printing.${until}`, { count: printDeadline.days, cut: printDeadline.cut })),
      text(say('manual.printing.exact')),
    ],
  };
}

export function followingChapter({ say, pictures }: Writing): Chapter {
  return {
    id: 'following',
    title: say('manual.following.title'),
    blocks: [
      steps(
        say('manual.following.menu', { menu: say('common.menu.orders') }),
        say('manual.following.tabs', {
          printable: say('orders.list.tab.printable'),
          history: say('orders.list.tab.history'),
        }),
        say('manual.following.detail'),
        say('manual.following.reload', { button: say('orders.order.reload') }),
      ),
      ...pictures('list'),
    ],
  };
}
