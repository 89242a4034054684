import type { DraftCheck, DraftItem, DraftProblem } from '../../domain/orders/draft.ts';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import type {
  Locale,
  PaymentMethod,
  StoreChain,
  UniversityProfile,
} from '../../domain/university/profile.ts';
import { formatYen } from '../../rendering/format.ts';
import type { FormState } from '../forms/form-state.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { isAskedAbout } from './certificates.ts';
import { certificatesOfNumber, numberLabel, stepLabels } from './draft-pages.ts';
import type { ApplicantAffiliation } from './draft-queries.ts';
import { itemKey, itemsMark } from './judged-draft.ts';
import type { JudgedDraft } from './judged-draft.ts';
import { refundTerms } from './refund-terms.ts';
import { chainNames, itemName, sayIn } from './words.ts';
import type { Say } from './words.ts';

export interface CheckModel {
  form: FormState;
  steps: string[];
  /** What changed since the person saw the page; nothing has been ordered. */
  changed: string | null;
  /** Certificates with a character that cannot be printed, and what comes of ordering them; null where there is none. */
  unprintable: string | null;
  /** Why the order cannot be placed as it is; empty when it can. */
  blocked: string[];
  person: { label: string; value: string }[];
  personWrong: string;
  groups: ItemGroup[];
  /** Where certificates of another student number are added; null for whoever has one number. */
  addNumberHref: string | null;
  /** Null where the order cannot be placed. */
  price: CheckPrice | null;
  /** Ways to pay to choose from. */
  methods: MethodOption[];
  /** The way to pay, where there is one only. */
  onlyMethod: MethodOption | null;
  notOffered: string[];
  isFree: boolean;
  canOrder: boolean;
  /** Words of the button. */
  submit: 'submit' | 'submitFree';
  /** Until when to print where nothing is to be paid. */
  printBefore: Date;
  refunds: string[];
  chains: string;
  isAtStores: boolean;
  whereToPrintHref: string;
  sealed: string;
  backHref: string;
}

/** The certificates of one student number. */
interface ItemGroup {
  label: string;
  changeHref: string | null;
  items: {
    name: string;
    copies: string;
    fee: string;
    problem: string | null;
    previewHref: string;
    /** Value of the button that takes it out. */
    remove: string;
  }[];
}

interface CheckPrice {
  issueFee: string;
  systemFee: string;
  total: string;
  totalYen: number;
  itemsMark: string;
  /** What the copier will take, apart from the total. */
  printCharge: string;
}

/** A way to pay with what it means for this order. */
export interface MethodOption {
  code: string;
  name: string;
  description: string;
  /** What is needed beforehand, where something is. */
  needs: string | null;
  /** Where one can print after paying so, if not everywhere. */
  chains: string | null;
  payBefore: Date;
  printBefore: Date;
}

export type WhatChanged = { what: 'total'; shownYen: number } | { what: 'items' };

export const checkPage = definePage<CheckModel>('orders/check');

export interface CheckContext {
  universityCode: string;
  profile: UniversityProfile;
  locale: Locale;
  now: Date;
  changed: WhatChanged | null;
}

export function checkModel(
  judged: JudgedDraft,
  form: FormState,
  context: CheckContext,
): CheckModel {
  const { draft, check, methods } = judged;
  const { universityCode, profile, locale, now, changed } = context;
  const { certificate, contacts } = profile;
  const say = sayIn(locale);
  const { destination, items } = draft.data;
  const isFree = check.ok && check.price.totalYen === 0;
  const chains = certificate.chains.filter((chain) => chain.destination === destination);
  const methodOptions = methods.offered.map((method) => methodOption(method, chains, context));
  const [first] = methodOptions;
  return {
    form,
    steps: stepLabels(locale),
    changed: check.ok && changed ? changeInWords(changed, check.price.totalYen, locale) : null,
    unprintable: unprintableInWords(judged, context),
    blocked: check.ok ? [] : problemsInWords(check.problems, contacts.records, locale),
    person: printedNames(draft.affiliations, items, say),
    personWrong: say('orders.check.person.wrong', {
      name: contacts.records.name[locale],
      phone: contacts.records.phone,
    }),
    groups: groupsOf(judged, context),
    addNumberHref:
      draft.affiliations.length > 1 ? paths.draftStudentNumber(universityCode, draft.id) : null,
    price: check.ok ? priceOf(judged, check, context) : null,
    methods: methodOptions,
    onlyMethod: methodOptions.length === 1 ? (first ?? null) : null,
    notOffered: methods.notOffered.map(({ method, ...refusal }) =>
      say(`orders.check.method.notOffered.${refusal.reason}`, {
        name: method.name[locale],
        max: 'maxYen' in refusal ? formatYen(refusal.maxYen, locale) : '',
        hours: 'hours' in refusal ? refusal.hours : 0,
      }),
    ),
    isFree,
    canOrder: check.ok && (isFree || methodOptions.length > 0),
    submit: isFree ? 'submitFree' : 'submit',
    printBefore: deadlinesOf(profile, null, now).print,
    refunds: refundTerms(profile, methods.offered, say),
    chains: say(`orders.check.stores.${destination}`, { chains: chainNames(chains, locale) }),
    isAtStores: destination === 'convenience_store',
    whereToPrintHref: paths.whereToPrint(universityCode),
    sealed: say('orders.check.stores.sealed', { name: contacts.sealed.name[locale] }),
    backHref: paths.draftCertificates(universityCode, draft.id),
  };
}

/** Told before anybody pays: what the life would hold back is known here already. */
function unprintableInWords(
  { draft, pages }: JudgedDraft,
  { profile, locale }: CheckContext,
): string | null {
  const items = draft.data.items.filter((_, index) => pages[index] === null);
  if (items.length === 0) return null;
  const say = sayIn(locale);
  const { name, phone, hours } = profile.contacts.records;
  return say('orders.check.unprintable.text', {
    names: items
      .map((item) => nameOf(item, profile.certificate.kinds, locale))
      .join(locale === 'ja' ? '、' : ', '),
    office: say('orders.order.office', { name: name[locale], phone, hours: hours[locale] }),
  });
}

function changeInWords(changed: WhatChanged, totalYen: number, locale: Locale): string {
  const say = sayIn(locale);
  if (changed.what === 'items') return say('orders.check.changed.items');
  return say('orders.check.changed.total', {
    before: formatYen(changed.shownYen, locale),
    after: formatYen(totalYen, locale),
  });
}

/** What is wrong with the order as a whole, and whom to ask; what is wrong with one certificate stands beside it. */
function problemsInWords(
  problems: readonly DraftProblem[],
  records: UniversityProfile['contacts']['records'],
  locale: Locale,
): string[] {
  const say = sayIn(locale);
  const { name, phone, hours } = records;
  const whole = problems.flatMap((problem) =>
    problem.code === 'too_many_in_order'
      ? [say('orders.certificates.errors.too_many_in_order', { max: problem.maxCopies })]
      : [],
  );
  const hasItem = problems.some((problem) => 'item' in problem);
  const isAsked = problems.some(
    (problem) => problem.code === 'unavailable' && isAskedAbout(problem.reason),
  );
  return [
    ...(hasItem ? [say('orders.draftChanged.text')] : []),
    ...whole,
    ...(isAsked
      ? [
          say('orders.certificates.unavailable.ask', {
            name: name[locale],
            phone,
            hours: hours[locale],
          }),
        ]
      : []),
  ];
}

function groupsOf(judged: JudgedDraft, context: CheckContext): ItemGroup[] {
  const { draft } = judged;
  const { universityCode, locale } = context;
  const { items } = draft.data;
  const numbers = [...new Set(items.map(({ affiliationId }) => affiliationId))];
  return numbers.map((id) => {
    const affiliation = draft.affiliations.find((each) => each.id === id);
    return {
      label: affiliation
        ? numberLabel(affiliation, locale)
        : sayIn(locale)('orders.check.items.numberGone'),
      changeHref: affiliation ? certificatesOfNumber(universityCode, draft.id, id) : null,
      items: items.flatMap((item, index) =>
        item.affiliationId === id ? [itemOf(judged, item, index, context)] : [],
      ),
    };
  });
}

function itemOf(
  { draft, check }: JudgedDraft,
  item: DraftItem,
  index: number,
  { universityCode, profile, locale }: CheckContext,
): ItemGroup['items'][number] {
  const say = sayIn(locale);
  const line = check.ok ? check.price.lines[index] : undefined;
  const problem = check.ok
    ? undefined
    : check.problems.find((each) => 'item' in each && each.item === item);
  const affiliation = draft.affiliations.find(({ id }) => id === item.affiliationId);
  return {
    name: nameOf(item, profile.certificate.kinds, locale),
    copies: say('orders.copies', { count: item.copies }),
    fee: line ? formatYen(line.feeYen, locale) : '—',
    problem: problem ? problemOf(problem, affiliation, locale) : null,
    previewHref: paths.draftPreview(universityCode, draft.id, String(index + 1)),
    remove: itemKey(item),
  };
}

function problemOf(
  problem: DraftProblem,
  affiliation: ApplicantAffiliation | undefined,
  locale: Locale,
): string {
  const say = sayIn(locale);
  if (problem.code === 'too_many_of_kind') {
    return say('orders.check.items.tooMany', { max: problem.maxCopies });
  }
  if (problem.code !== 'unavailable') return '';
  return say(`orders.certificates.unavailable.${problem.reason}`, {
    status: affiliation ? say(`orders.affiliation.${affiliation.status}`) : '—',
    reason: affiliation?.holdReason?.[locale] ?? '—',
  });
}

function priceOf(
  { draft, pages }: JudgedDraft,
  { items, price }: Extract<DraftCheck, { ok: true }>,
  { profile, locale }: CheckContext,
): CheckPrice {
  const yen = (amount: number) => formatYen(amount, locale);
  const { printFeeYenASheet } = profile.certificate;
  const sheets = draft.data.items.reduce(
    (sum, { copies }, index) => sum + copies * (pages[index] ?? 1),
    0,
  );
  const isLeast = pages.some((each) => each === null);
  return {
    issueFee: yen(price.issueFeeYen),
    systemFee: yen(price.systemFeeYen),
    total: yen(price.totalYen),
    totalYen: price.totalYen,
    itemsMark: itemsMark(items),
    printCharge: sayIn(locale)(`orders.check.printCharge.${isLeast ? 'least' : 'about'}`, {
      yen: yen(sheets * printFeeYenASheet),
      count: sheets,
      sheet: yen(printFeeYenASheet),
    }),
  };
}

function methodOption(
  method: PaymentMethod,
  chains: readonly StoreChain[],
  { profile, locale, now }: CheckContext,
): MethodOption {
  const say = sayIn(locale);
  const { payment, print } = deadlinesOf(profile, method, now);
  const networks = profile.certificate.networksByMethod[method.code];
  const usable = chains.filter(({ network }) => !networks || networks.includes(network));
  return {
    code: method.code,
    name: method.name[locale],
    description: method.description[locale],
    needs: method.provider === 'paypal' ? say('orders.check.method.paypal') : null,
    chains:
      usable.length < chains.length
        ? say('orders.check.method.chains', { chains: chainNames(usable, locale) })
        : null,
    payBefore: payment,
    printBefore: print,
  };
}

function nameOf(
  item: DraftItem,
  kinds: UniversityProfile['certificate']['kinds'],
  locale: Locale,
): string {
  const kind = kinds.find(({ code }) => code === item.kind);
  return kind ? itemName({ name: kind.name, language: item.language }, locale) : item.kind;
}

/** The name as the chosen certificates print it: in Japanese, in roman letters, or both. */
function printedNames(
  affiliations: readonly ApplicantAffiliation[],
  items: readonly DraftItem[],
  say: Say,
): CheckModel['person'] {
  const person = affiliations.find(({ id }) => id === items[0]?.affiliationId)?.person;
  if (!person) return [];
  const inJapanese = items.some(({ language }) => language === 'ja');
  const inEnglish = items.some(({ language }) => language === 'en');
  return [
    ...(inJapanese
      ? [
          { label: say('orders.check.person.nameJa'), value: person.nameJa },
          { label: say('orders.check.person.nameKana'), value: person.nameKana },
        ]
      : []),
    ...(inEnglish
      ? [{ label: say('orders.check.person.nameRoman'), value: person.nameRoman }]
      : []),
  ].filter(({ value }) => value !== '');
}
