import type { Response } from 'express';
import { checkDraft } from '../../domain/orders/draft.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
import type { OrderPrice } from '../../domain/orders/fees.ts';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, PaymentMethod, UniversityProfile } from '../../domain/university/profile.ts';
import { formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { startLife } from './commands.ts';
import { chosenAffiliation, draftOf, stepLabels } from './draft-pages.ts';
import { ORDER_LIMITS } from './limits.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';
import { placeOrder } from './place-order.ts';
import type { ApplicantAffiliation, Draft } from './queries.ts';
import { chainNames, itemName, sayIn } from './words.ts';
import type { Say } from './words.ts';

export interface CheckModel {
  steps: string[];
  /** What changed since the person saw the price; nothing has been ordered. */
  changed: string | null;
  person: { label: string; value: string }[];
  personWrong: string;
  studentNumber: string;
  lines: { name: string; copies: string; fee: string }[];
  issueFee: string;
  systemFee: string;
  total: string;
  totalYen: number;
  printFee: string;
  method: { name: string; description: string; isPayPal: boolean };
  payBefore: Date;
  printBefore: Date;
  chains: string;
  sealed: string;
  changeHref: string;
}

export const checkPage = definePage<CheckModel>('orders/check');

interface JudgedDraft {
  draft: Draft;
  affiliation: ApplicantAffiliation;
  items: DraftItem[];
  price: OrderPrice;
  method: PaymentMethod;
}

export function showCheck(deps: AppDependencies): Handler {
  return async (req, res) => {
    const judged = await judgedDraft(deps, req, res);
    if (judged) render(res, judged, null, 200);
  };
}

/**
 * Places the order and leads to its payment. Fee and availability are judged anew; the total that the person saw is
 * compared and never used.
 */
export function submitCheck(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, ORDER_LIMITS.placing);
  return async (req, res) => {
    refuseWhileHalted(res, 'payment');
    const judged = await judgedDraft(deps, req, res);
    if (!judged) return;
    const shown = shownTotal(req.body);
    if (shown !== judged.price.totalYen) return render(res, judged, shown, 409);
    const university = universityOf(res);
    const { accountId } = accountOf(res);
    await limit.count(accountId);
    const placed = await placeOrder(deps.pool, {
      ...judged,
      university,
      accountId,
      locale: res.locals.locale,
      now: res.locals.layout.now,
    });
    await startLife(deps, { ...placed, university: university.code });
    res.redirect(303, paths.payOrder(university.code, placed.orderId));
  };
}

/** The draft of the address, judged by what is in force now; null when the answer leads the person elsewhere. */
async function judgedDraft(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<JudgedDraft | null> {
  const draft = await draftOf(deps, req, res);
  if (!draft) return null;
  const { code, profile } = universityOf(res);
  const affiliation = chosenAffiliation(draft);
  if (!affiliation) {
    res.redirect(303, paths.draftStudentNumber(code, draft.id));
    return null;
  }
  const on = tokyoDate(res.locals.layout.now);
  const checked = checkDraft(profile.certificate, orderingAffiliation(affiliation), draft.data, on);
  const [method] = profile.certificate.paymentMethods;
  if (!checked.ok || !method) {
    const wasChosen = draft.data.items.length > 0;
    const address = paths.draftCertificates(code, draft.id);
    res.redirect(303, wasChosen ? `${address}?changed=1` : address);
    return null;
  }
  return { draft, affiliation, items: checked.items, price: checked.price, method };
}

/** @returns yen, or null when the form did not say a number */
function shownTotal(body: unknown): number | null {
  const { shownTotal: shown } = (body ?? {}) as { shownTotal?: unknown };
  return typeof shown === 'string' && /^\d{1,9}$/.test(shown) ? Number(shown) : null;
}

function render(res: Response, judged: JudgedDraft, shown: number | null, status: number): void {
  const { code, profile } = universityOf(res);
  const { locale, layout } = res.locals;
  const model = checkModel(judged, {
    profile,
    locale,
    now: layout.now,
    changeHref: paths.draftCertificates(code, judged.draft.id),
    shownTotalYen: status === 409 ? (shown ?? 0) : null,
  });
  renderPage(res, checkPage, model, { status });
}

export function checkModel(
  { affiliation, items, price, method }: Omit<JudgedDraft, 'draft'>,
  context: {
    profile: UniversityProfile;
    locale: Locale;
    now: Date;
    changeHref: string;
    /** The total that was shown before it changed; null when nothing changed. */
    shownTotalYen: number | null;
  },
): CheckModel {
  const { profile, locale, now, changeHref, shownTotalYen } = context;
  const { certificate, contacts } = profile;
  const say = sayIn(locale);
  const yen = (amount: number) => formatYen(amount, locale);
  const deadlines = deadlinesOf(profile, method, now);
  const copies = items.reduce((sum, item) => sum + item.copies, 0);
  return {
    steps: stepLabels(locale),
    changed:
      shownTotalYen === null
        ? null
        : say('orders.check.changed.total', {
            before: yen(shownTotalYen),
            after: yen(price.totalYen),
          }),
    person: printedNames(affiliation, items, say),
    personWrong: say('orders.check.person.wrong', {
      name: contacts.records.name[locale],
      phone: contacts.records.phone,
    }),
    studentNumber: affiliation.studentNumber,
    lines: items.map((item, index) => ({
      name: nameOf(item, certificate.kinds, locale),
      copies: say('orders.copies', { count: item.copies }),
      fee: yen(price.lines[index]?.feeYen ?? 0),
    })),
    issueFee: yen(price.issueFeeYen),
    systemFee: yen(price.systemFeeYen),
    total: yen(price.totalYen),
    totalYen: price.totalYen,
    printFee: say('orders.check.printFee', {
      sheet: yen(certificate.printFeeYenASheet),
      least: yen(certificate.printFeeYenASheet * copies),
    }),
    method: {
      name: method.name[locale],
      description: method.description[locale],
      isPayPal: method.provider === 'paypal',
    },
    payBefore: deadlines.payment,
    printBefore: deadlines.print,
    chains: say('orders.check.stores.chains', { chains: chainNames(certificate.chains, locale) }),
    sealed: say('orders.check.stores.sealed', { name: contacts.sealed.name[locale] }),
    changeHref,
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
  { person }: ApplicantAffiliation,
  items: readonly DraftItem[],
  say: Say,
): CheckModel['person'] {
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
