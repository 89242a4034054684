import { nameRanges } from '../../domain/staff/order-search.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { addDays, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import type { UniversityReader } from './data.ts';
import type { Position } from './positions.ts';

/** What an order is looked up by; what is left out restricts nothing. */
export interface OrderCriteria {
  issueNumber?: string;
  studentNumber?: string;
  /** The beginning of the name in kana or as it is written. */
  name?: string;
  state?: OrderState;
  method?: string;
  /** Days of placement in Japan, both included. */
  from?: CivilDate;
  to?: CivilDate;
  /** Only what needs a person. */
  attention?: boolean;
}

export interface FoundOrder {
  id: string;
  issueNumber: string;
  placedAt: Date;
  state: OrderState;
  attention: string | null;
  totalYen: number;
  paymentMethod: string;
  nameJa: string;
  studentNumbers: string[];
  certificates: Bilingual[];
}

interface Sql {
  where: string[];
  values: unknown[];
}

/** Conditions of exactly what is asked for, so that PostgreSQL plans for it and takes the index that is made for it. */
function conditionsOf(criteria: OrderCriteria, after: Position | null): Sql {
  const where: string[] = ['o.university_id = $1'];
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value) + 1}`;
  const { issueNumber, studentNumber, name, state, method, from, to, attention } = criteria;
  if (issueNumber !== undefined) where.push(`o.issue_number = ${given(issueNumber)}`);
  if (studentNumber !== undefined) {
    where.push(
      `o.id in (select l.order_id from order_line l where l.student_number = ${given(studentNumber)})`,
    );
  }
  if (name !== undefined) {
    const { kana, written } = nameRanges(name);
    const within = (field: string) => (range: { from: string; to: string }) =>
      `(o.frozen_person->>'${field}' ~>=~ ${given(range.from)} and o.frozen_person->>'${field}' ~<~ ${given(range.to)})`;
    where.push(
      `(${[...kana.map(within('nameKana')), ...written.map(within('nameJa'))].join(' or ')})`,
    );
  }
  if (state !== undefined) where.push(`o.state = ${given(state)}`);
  if (method !== undefined) where.push(`o.payment_method = ${given(method)}`);
  if (from !== undefined) where.push(`o.placed_at >= ${given(new Date(tokyoInstant(from)))}`);
  if (to !== undefined) {
    where.push(`o.placed_at < ${given(new Date(tokyoInstant(addDays(to, 1))))}`);
  }
  if (attention) where.push('o.attention is not null');
  if (after) {
    where.push(`(o.placed_at, o.id) < (${given(after.at)}, ${given(after.id)}::uuid)`);
  }
  return { where, values };
}

/** @returns the statement that finds them */
function searchStatement(
  criteria: OrderCriteria,
  { after, take }: { after: Position | null; take: number },
): { text: string; values: unknown[] } {
  const { where, values } = conditionsOf(criteria, after);
  const limit = values.push(take) + 1;
  return {
    text: `select o.id, o.issue_number as "issueNumber", o.placed_at as "placedAt", o.state, o.attention,
      o.total_yen as "totalYen", o.payment_method as "paymentMethod", o.frozen_person->>'nameJa' as "nameJa",
      (select coalesce(json_agg(json_build_object('studentNumber', l.student_number, 'ja', l.name_ja, 'en', l.name_en)
        order by l.position), '[]') from order_line l where l.order_id = o.id) as lines
      from "order" o where ${where.join(' and ')}
      order by o.placed_at desc, o.id desc limit $${limit}`,
    values,
  };
}

type Line = Bilingual & { studentNumber: string };

/** Who searches, when, and by what: never for whom. */
export interface Searching {
  at: Date;
  actor: string;
  by: readonly string[];
}

/**
 * Orders of one university, newest first, in one statement.
 * @param page behind which order, and how many
 * @param searching is written down in the same statement
 */
export async function searchOrders(
  read: UniversityReader,
  criteria: OrderCriteria,
  page: { after: Position | null; take: number },
  { at, actor, by }: Searching,
): Promise<FoundOrder[]> {
  type Row = Omit<FoundOrder, 'studentNumbers' | 'certificates'> & { lines: Line[] };
  const { text, values } = searchStatement(criteria, page);
  const next = (position: number) => `$${values.length + 1 + position}`;
  const rows = await read<Row>({
    text,
    noting: `select ${next(1)}::timestamptz as at, ${next(2)}::text as actor, 'orders_searched' as action,
      'university' as entity, $1::text as entity_id, jsonb_build_object('searchedBy', ${next(3)}::text[]) as after`,
    values: [...values, at, actor, by],
  });
  return rows.map(({ lines, ...order }) => ({
    ...order,
    studentNumbers: [...new Set(lines.map(({ studentNumber }) => studentNumber))],
    certificates: lines.map(({ ja, en }) => ({ ja, en })),
  }));
}
