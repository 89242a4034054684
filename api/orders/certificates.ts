import type { Response } from 'express';
import { catalogueFor } from '../../domain/orders/availability.ts';
import type {
  Catalogue,
  CertificateOffer,
  Unavailability,
} from '../../domain/orders/availability.ts';
import { readCopies } from '../../domain/orders/copies.ts';
import { copiesIn, withItemsOf } from '../../domain/orders/draft.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
import { systemFeesOn } from '../../domain/orders/fees.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FieldError, FormState } from '../forms/form-state.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { chosenAffiliation, draftOf, saveDraft, stepLabels } from './draft-pages.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';
import { itemName, sayIn } from './words.ts';

export interface CertificatesModel {
  form: FormState;
  steps: string[];
  studentNumber: string;
  changeNumberHref: string;
  /** What the order has of other student numbers; null when nothing. */
  basket: { text: string; href: string } | null;
  kinds: {
    name: string;
    description: string;
    fields: { name: string; label: string; hint: string }[];
  }[];
  systemFees: string[];
  unavailable: { name: string; reason: string; asks: boolean }[];
  ask: string;
}

export const certificatesPage = definePage<CertificatesModel>('orders/certificates');

/** Name of the control for one certificate in one language. */
const copiesField = (item: { kind: string; language: string }) =>
  `copies-${item.kind}-${item.language}`;

export function showCertificates(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await draftWithNumber(deps, req, res);
    if (!found) return;
    const { affiliation, draft } = found;
    const own = draft.data.items.filter((item) => item.affiliationId === affiliation.id);
    const values = Object.fromEntries(own.map((item) => [copiesField(item), String(item.copies)]));
    render(res, found, catalogueNow(res, found), newForm(values));
  };
}

export function submitCertificates(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await draftWithNumber(deps, req, res);
    if (!found) return;
    const { draft, affiliation } = found;
    const catalogue = catalogueNow(res, found);
    const { profile, code } = universityOf(res);
    const limits = {
      maxCopiesAnOrder: profile.certificate.maxCopiesAnOrder,
      copiesOfOthers: copiesIn(itemsOfOthers(found)),
    };
    const read = readItems(catalogue.offers, req.body, limits, res.locals.locale);
    if (!read.ok) return render(res, found, catalogue, read.form, 400);
    const data = withItemsOf(draft.data, affiliation.id, read.items);
    await saveDraft(deps, draft.id, data, deps.clock());
    res.redirect(303, paths.draftCheck(code, draft.id));
  };
}

export interface NumberedDraft {
  draft: Draft;
  affiliation: ApplicantAffiliation;
}

async function draftWithNumber(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<NumberedDraft | null> {
  const draft = await draftOf(deps, req, res);
  if (!draft) return null;
  const affiliation = chosenAffiliation(draft, req.query.number);
  if (affiliation) return { draft, affiliation };
  res.redirect(303, paths.draftStudentNumber(universityOf(res).code, draft.id));
  return null;
}

function itemsOfOthers({ draft, affiliation }: NumberedDraft): DraftItem[] {
  return draft.data.items.filter(({ affiliationId }) => affiliationId !== affiliation.id);
}

function catalogueNow(res: Response, { draft, affiliation }: NumberedDraft): Catalogue {
  const { certificate } = universityOf(res).profile;
  const on = tokyoDate(res.locals.layout.now);
  return catalogueFor(certificate, orderingAffiliation(affiliation), draft.data.destination, on);
}

export type ItemsReading =
  { ok: true; items: Omit<DraftItem, 'affiliationId'>[] } | { ok: false; form: FormState };

/**
 * Reads the copies of every offer; what is wrong with each is told at its control, and all of it at once. Controls of
 * certificates that are not offered are not looked at.
 * @param limits `copiesOfOthers`: what the order has of other student numbers already
 */
export function readItems(
  offers: readonly CertificateOffer[],
  body: unknown,
  limits: { maxCopiesAnOrder: number; copiesOfOthers: number },
  locale: Locale,
): ItemsReading {
  const { maxCopiesAnOrder, copiesOfOthers } = limits;
  const typed = (body ?? {}) as Record<string, unknown>;
  const values: Record<string, string> = {};
  const errors: FieldError[] = [];
  const items: Omit<DraftItem, 'affiliationId'>[] = [];
  for (const { kind, language } of offers) {
    const field = copiesField({ kind: kind.code, language });
    const text = typed[field];
    values[field] = typeof text === 'string' ? text : '';
    const reading = readCopies(values[field], kind.maxCopies);
    const params = { name: itemName({ name: kind.name, language }, locale), max: kind.maxCopies };
    if (!reading.ok) {
      const key = `orders.certificates.errors.${reading.problem}`;
      errors.push({ field, message: { key, params } });
    } else if (reading.copies > 0) {
      items.push({ kind: kind.code, language, copies: reading.copies });
    }
  }
  const first = offers[0]
    ? copiesField({ kind: offers[0].kind.code, language: offers[0].language })
    : '';
  const copies = copiesOfOthers + copiesIn(items);
  if (errors.length === 0 && copies === 0) {
    errors.push({ field: first, message: { key: 'orders.certificates.errors.empty' } });
  }
  if (errors.length === 0 && copies > maxCopiesAnOrder) {
    const params = { max: maxCopiesAnOrder };
    errors.push({
      field: first,
      message: { key: 'orders.certificates.errors.too_many_in_order', params },
    });
  }
  return errors.length > 0 ? { ok: false, form: { values, errors } } : { ok: true, items };
}

function render(
  res: Response,
  found: NumberedDraft,
  catalogue: Catalogue,
  form: FormState,
  status = 200,
): void {
  const { code, profile } = universityOf(res);
  const { locale, layout } = res.locals;
  const model = certificatesModel(found, catalogue, form, {
    universityCode: code,
    profile,
    locale,
    now: layout.now,
  });
  renderPage(res, certificatesPage, model, { status });
}

export function certificatesModel(
  found: NumberedDraft,
  { offers, unavailable }: Catalogue,
  form: FormState,
  context: { universityCode: string; profile: UniversityProfile; locale: Locale; now: Date },
): CertificatesModel {
  const { universityCode, profile, locale, now } = context;
  const { draft, affiliation } = found;
  const copies = copiesIn(itemsOfOthers(found));
  const say = sayIn(locale);
  const { records } = profile.contacts;
  const kinds = [...new Set(offers.map((offer) => offer.kind))];
  return {
    form,
    steps: stepLabels(locale),
    studentNumber: affiliation.studentNumber,
    changeNumberHref: paths.draftStudentNumber(universityCode, draft.id),
    basket:
      copies === 0
        ? null
        : {
            text: say('orders.certificates.basket.text', {
              copies: say('orders.copies', { count: copies }),
            }),
            href: paths.draftCheck(universityCode, draft.id),
          },
    kinds: kinds.map((kind) => ({
      name: kind.name[locale],
      description: kind.description[locale],
      fields: offers
        .filter((offer) => offer.kind === kind)
        .map(({ language, unitFeeYen }) => ({
          name: copiesField({ kind: kind.code, language }),
          label: itemName({ name: kind.name, language }, locale),
          hint: say(`orders.certificates.${unitFeeYen === 0 ? 'hintFree' : 'hint'}`, {
            fee: formatYen(unitFeeYen, locale),
            max: kind.maxCopies,
          }),
        })),
    })),
    systemFees: systemFees(profile, now, locale),
    unavailable: unavailable.map(({ kind, reason }) => ({
      name: kind.name[locale],
      reason: say(`orders.certificates.unavailable.${reason}`, {
        status: say(`orders.affiliation.${affiliation.status}`),
        reason: affiliation.holdReason?.[locale] ?? '—',
      }),
      asks: isAskedAbout(reason),
    })),
    ask: say('orders.certificates.unavailable.ask', {
      name: records.name[locale],
      phone: records.phone,
      hours: records.hours[locale],
    }),
  };
}

/** What the records office can do something about; the rest follows from what the person is. */
const ASKED_ABOUT: ReadonlySet<string> = new Set<Unavailability>(['hold', 'no_records', 'no_fee']);

export const isAskedAbout = (reason: string): boolean => ASKED_ABOUT.has(reason);

/** The system fees as sentences, by what they are counted. */
function systemFees({ certificate }: UniversityProfile, now: Date, locale: Locale): string[] {
  return systemFeesOn(certificate.systemFees, tokyoDate(now)).map(({ per, yen }) =>
    sayIn(locale)(`orders.certificates.extra.${per}`, { fee: formatYen(yen, locale) }),
  );
}
