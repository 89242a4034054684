import type { Response } from 'express';
import { catalogueFor } from '../../domain/orders/availability.ts';
import type { Catalogue, CertificateOffer } from '../../domain/orders/availability.ts';
import { readCopies } from '../../domain/orders/copies.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
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
import { orderingAffiliation } from './ordering-affiliation.ts';
import type { ApplicantAffiliation, Draft } from './queries.ts';
import { itemName, sayIn } from './words.ts';

export interface CertificatesModel {
  form: FormState;
  steps: string[];
  studentNumber: string;
  changeNumberHref: string;
  /** The draft was orderable once, and now is not. */
  hasChanged: boolean;
  kinds: {
    name: string;
    description: string;
    fields: { name: string; label: string; hint: string }[];
  }[];
  systemFee: string | null;
  unavailable: { name: string; reason: string; asks: boolean }[];
  ask: string;
}

export const certificatesPage = definePage<CertificatesModel>('orders/certificates');

/** Name of the control for one certificate in one language. */
export const copiesField = (item: { kind: string; language: string }) =>
  `copies-${item.kind}-${item.language}`;

export function showCertificates(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await draftWithNumber(deps, req, res);
    if (!found) return;
    const values = Object.fromEntries(
      found.draft.data.items.map((item) => [copiesField(item), String(item.copies)]),
    );
    const hasChanged = req.query.changed === '1';
    render(res, found, catalogueNow(res, found.affiliation), newForm(values), { hasChanged });
  };
}

export function submitCertificates(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await draftWithNumber(deps, req, res);
    if (!found) return;
    const { draft, affiliation } = found;
    const catalogue = catalogueNow(res, affiliation);
    const { profile, code } = universityOf(res);
    const read = readItems(
      catalogue.offers,
      req.body,
      profile.certificate.maxCopiesAnOrder,
      res.locals.locale,
    );
    if (!read.ok) return render(res, found, catalogue, read.form, { status: 400 });
    await saveDraft(deps, draft.id, { ...draft.data, items: read.items }, deps.clock());
    res.redirect(303, paths.draftCheck(code, draft.id));
  };
}

interface NumberedDraft {
  draft: Draft;
  affiliation: ApplicantAffiliation;
}

async function draftWithNumber(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<NumberedDraft | null> {
  const draft = await draftOf(deps, req, res);
  if (!draft) return null;
  const affiliation = chosenAffiliation(draft);
  if (affiliation) return { draft, affiliation };
  res.redirect(303, paths.draftStudentNumber(universityOf(res).code, draft.id));
  return null;
}

function catalogueNow(res: Response, affiliation: ApplicantAffiliation): Catalogue {
  const { certificate } = universityOf(res).profile;
  const on = tokyoDate(res.locals.layout.now);
  return catalogueFor(certificate, orderingAffiliation(affiliation), 'convenience_store', on);
}

export type ItemsReading = { ok: true; items: DraftItem[] } | { ok: false; form: FormState };

/** Reads the copies of every offer; what is wrong with each is told at its control, and all of it at once. */
export function readItems(
  offers: readonly CertificateOffer[],
  body: unknown,
  maxCopiesAnOrder: number,
  locale: Locale,
): ItemsReading {
  const typed = (body ?? {}) as Record<string, unknown>;
  const values: Record<string, string> = {};
  const errors: FieldError[] = [];
  const items: DraftItem[] = [];
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
  const copies = items.reduce((sum, item) => sum + item.copies, 0);
  if (errors.length === 0 && items.length === 0) {
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
  { draft, affiliation }: NumberedDraft,
  catalogue: Catalogue,
  form: FormState,
  options: { status?: number; hasChanged?: boolean },
): void {
  const { code, profile } = universityOf(res);
  const { locale, layout } = res.locals;
  const model = certificatesModel(affiliation, catalogue, form, {
    profile,
    locale,
    now: layout.now,
    changeNumberHref: paths.draftStudentNumber(code, draft.id),
    hasChanged: options.hasChanged ?? false,
  });
  renderPage(res, certificatesPage, model, { status: options.status ?? 200 });
}

export function certificatesModel(
  affiliation: ApplicantAffiliation,
  { offers, unavailable }: Catalogue,
  form: FormState,
  context: {
    profile: UniversityProfile;
    locale: Locale;
    now: Date;
    changeNumberHref: string;
    hasChanged: boolean;
  },
): CertificatesModel {
  const { profile, locale, now, changeNumberHref, hasChanged } = context;
  const say = sayIn(locale);
  const { records } = profile.contacts;
  const kinds = [...new Set(offers.map((offer) => offer.kind))];
  const systemFee = systemFeeOnce(profile, now);
  return {
    form,
    steps: stepLabels(locale),
    studentNumber: affiliation.studentNumber,
    changeNumberHref,
    hasChanged,
    kinds: kinds.map((kind) => ({
      name: kind.name[locale],
      description: kind.description[locale],
      fields: offers
        .filter((offer) => offer.kind === kind)
        .map(({ language, unitFeeYen }) => ({
          name: copiesField({ kind: kind.code, language }),
          label: itemName({ name: kind.name, language }, locale),
          hint: say('orders.certificates.hint', {
            fee: formatYen(unitFeeYen, locale),
            max: kind.maxCopies,
          }),
        })),
    })),
    systemFee: systemFee > 0 ? formatYen(systemFee, locale) : null,
    unavailable: unavailable.map(({ kind, reason }) => ({
      name: kind.name[locale],
      reason: say(`orders.certificates.unavailable.${reason}`, {
        status: say(`orders.affiliation.${affiliation.status}`),
        reason: affiliation.holdReason?.[locale] ?? '—',
      }),
      asks: reason !== 'not_eligible',
    })),
    ask: say('orders.certificates.unavailable.ask', {
      name: records.name[locale],
      phone: records.phone,
      hours: records.hours[locale],
    }),
  };
}

/** The part of the system fee that does not depend on copies, in yen. */
export function systemFeeOnce(profile: UniversityProfile, now: Date): number {
  const on = tokyoDate(now);
  return profile.certificate.systemFees
    .filter((row) => row.per === 'order' && row.validFrom <= on)
    .filter((row) => row.validTo === null || on < row.validTo)
    .reduce((sum, row) => sum + row.yen, 0);
}
