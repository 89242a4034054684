import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ORDER_STATES } from '../../domain/orders/states.ts';
import { isCivilDate } from '../../domain/time/tokyo.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { Message } from '../../rendering/translate.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { normaliseIdentifier } from '../forms/normalise.ts';
import { parseForm } from '../forms/parse-form.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { keepSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { readerOf } from './data.ts';
import { searchOrders } from './order-search.ts';
import type { FoundOrder, OrderCriteria } from './order-search.ts';
import { ORDER_TONES } from './order-tones.ts';
import type { OrderTone } from './order-tones.ts';
import { asPosition, positionText } from './positions.ts';
import type { Position } from './positions.ts';

declare module 'express-session' {
  interface SessionData {
    /** What staff looked for that is personal, by the handle in the address; the newest last. */
    orderSearches?: { handle: string; name?: string; studentNumber?: string }[];
  }
}

export interface OrderRow extends FoundOrder {
  href: string;
  tone: OrderTone;
  method: string;
}

interface Option {
  value: string;
  label?: string;
  words?: Message;
}

export interface StaffOrdersModel {
  form: FormState;
  states: Option[];
  methods: Option[];
  attention: Option[];
  /** Null before anything was looked for. */
  rows: OrderRow[] | null;
  isEmpty: boolean;
  /** More than a number or a name was asked for: the rest of the form stands open. */
  isNarrowed: boolean;
  /** The address names a search that this session no longer knows. */
  isForgotten: boolean;
  firstHref: string | null;
  nextHref: string | null;
}

export const staffOrdersPage = definePage<StaffOrdersModel>('staff/orders', {
  title: () => ({ key: 'staffOrders.orders.title' }),
});

const PAGE_SIZE = 20;
/** So many searches of one session can be gone back to. */
const KEPT_SEARCHES = 10;

const empty = (typed: string) => typed === '';
const optional = <T extends z.ZodType>(schema: T) =>
  z.union([z.string().trim().refine(empty), schema]).optional();
const day = (key: string) =>
  z
    .string()
    .transform((typed) => normaliseIdentifier(typed).replaceAll('/', '-'))
    .refine(isCivilDate, key);

const schema = z
  .object({
    number: z
      .string()
      .transform(normaliseIdentifier)
      .pipe(z.string().regex(/^\d{0,12}$/, 'staffOrders.errors.number'))
      .optional(),
    studentNumber: z
      .string()
      .transform(normaliseIdentifier)
      .pipe(z.string().max(40, 'staffOrders.errors.tooLong'))
      .optional(),
    name: z.string().trim().max(60, 'staffOrders.errors.tooLong').optional(),
    state: optional(z.enum(ORDER_STATES)),
    method: optional(z.string().regex(/^[a-z0-9_]{1,40}$/)),
    from: optional(day('staffOrders.errors.day')),
    to: optional(day('staffOrders.errors.day')),
    attention: optional(z.literal('yes')),
  })
  .refine(({ from, to }) => !from || !to || from <= to, {
    path: ['to'],
    message: 'staffOrders.errors.days',
  });

/** What may stand in an address: nothing by which a person is found. */
const OPEN = ['number', 'state', 'method', 'from', 'to', 'attention'] as const;
const PERSONAL = ['name', 'studentNumber'] as const;

const NARROWING = ['state', 'method', 'from', 'to', 'attention'];

const isNarrowed = ({ values, errors }: FormState): boolean =>
  NARROWING.some((name) => Boolean(values[name]) || errors.some(({ field }) => field === name));

type Typed = Partial<Record<(typeof OPEN)[number] | (typeof PERSONAL)[number], string>>;

const given = (values: Record<string, unknown>, names: readonly string[]): Typed =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );

function criteriaOf(typed: Typed): OrderCriteria {
  const { number, attention, state, ...others } = typed;
  return {
    ...others,
    ...(number === undefined ? {} : { issueNumber: number }),
    ...(attention === undefined ? {} : { attention: true }),
    ...(state === undefined ? {} : { state: state as NonNullable<OrderCriteria['state']> }),
  };
}

export function searchOptions(
  profile: UniversityProfile,
  locale: 'ja' | 'en',
): Pick<StaffOrdersModel, 'states' | 'methods' | 'attention'> {
  return {
    states: ORDER_STATES.map((value) => ({
      value,
      words: { key: `staffOrders.orderStates.${value}` },
    })),
    methods: profile.certificate.paymentMethods.map(({ code, name }) => ({
      value: code,
      label: name[locale],
    })),
    attention: [{ value: 'yes', words: { key: 'staffOrders.orders.attentionOnly' } }],
  };
}

/**
 * POST: what to look for. A name and a student number are personal, so they are kept in the session and the
 * address of the results has a handle instead; what is not personal stands in the address and can be kept.
 */
export async function submitOrderSearch(req: Request, res: Response): Promise<void> {
  const university = universityOf(res);
  const refuse = (form: FormState) =>
    renderPage(res, staffOrdersPage, formOnly(res, form), { status: 400 });
  const parsed = parseForm(schema, req.body);
  if (!parsed.ok) return refuse(parsed);
  const open = given(parsed.value, OPEN);
  const personal = given(parsed.value, PERSONAL);
  if (Object.keys({ ...open, ...personal }).length === 0) {
    const error = { field: 'number', message: { key: 'staffOrders.errors.nothing' } };
    return refuse(withErrors(newForm(), error));
  }
  const query = new URLSearchParams(open);
  if (Object.keys(personal).length > 0) {
    const handle = randomBytes(6).toString('base64url');
    const others = (req.session.orderSearches ?? []).slice(1 - KEPT_SEARCHES);
    req.session.orderSearches = [...others, { handle, ...personal }];
    await keepSession(req);
    query.set('search', handle);
  }
  res.redirect(303, `${paths.staffOrders(university.code)}?${query.toString()}`);
}

function formOnly(res: Response, form: FormState, isForgotten = false): StaffOrdersModel {
  const { profile } = universityOf(res);
  const options = searchOptions(profile, res.locals.locale);
  return {
    form,
    ...options,
    ...{ rows: null, isEmpty: false, isNarrowed: isNarrowed(form), isForgotten },
    ...{ firstHref: null, nextHref: null },
  };
}

/** GET: the form, and what was found, newest first. That somebody looked is written down, not for whom. */
export function showOrders(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const asked = schema.safeParse(given(req.query, OPEN));
    const open = asked.success ? given(asked.data, OPEN) : {};
    const { search } = req.query;
    const kept = req.session.orderSearches?.find(({ handle }) => handle === search);
    const isForgotten = search !== undefined && kept === undefined;
    const typed = { ...open, ...(kept ? given({ ...kept }, PERSONAL) : {}) };
    if (isForgotten || Object.keys(typed).length === 0) {
      return renderPage(res, staffOrdersPage, formOnly(res, newForm(open), isForgotten));
    }
    const after = asPosition(req.query.after);
    const found = await searchOrders(
      readerOf(deps, university),
      criteriaOf(typed),
      { after, take: PAGE_SIZE + 1 },
      {
        at: deps.clock(),
        actor: `staff:${staffOf(res).staffId}`,
        by: Object.keys(typed),
      },
    );
    const shown = found.slice(0, PAGE_SIZE);
    const hrefAt = (position: Position | null) => {
      const query = new URLSearchParams({
        ...open,
        ...(kept ? { search: kept.handle } : {}),
        ...(position ? { after: positionText(position) } : {}),
      });
      return `${paths.staffOrders(university.code)}?${query.toString()}`;
    };
    const last = shown.at(-1);
    const isMore = found.length > PAGE_SIZE && last;
    const options = searchOptions(university.profile, res.locals.locale);
    const names = new Map(options.methods.map(({ value, label }) => [value, label]));
    renderPage(res, staffOrdersPage, {
      form: newForm(typed),
      ...options,
      rows: shown.map((order) => ({
        ...order,
        href: paths.staffOrder(university.code, order.id),
        tone: ORDER_TONES[order.state],
        method: names.get(order.paymentMethod) ?? order.paymentMethod,
      })),
      isEmpty: shown.length === 0,
      isNarrowed: isNarrowed(newForm(typed)),
      isForgotten: false,
      firstHref: after === null ? null : hrefAt(null),
      nextHref: isMore ? hrefAt({ at: last.placedAt, id: last.id }) : null,
    });
  };
}
