import type { Pool } from 'pg';
import type { AffiliationStatus, CertificateLanguage } from '../../domain/orders/fees.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type {
  CertificateKindCode,
  Locale,
  PrintNetworkId,
  ProviderId,
} from '../../domain/university/profile.ts';
import type { Deadlines } from '../../workflows/certificate-order/contract.ts';

/** An order with everything its life acts on, read in one statement. Instants are milliseconds since the epoch. */
export interface OrderRecord {
  id: string;
  universityId: string;
  universityCode: string;
  accountId: string;
  mailAddress: string | null;
  issueNumber: string;
  locale: Locale;
  placedAt: number;
  placedOn: string;
  printNetworks: PrintNetworkId[];
  systemFeeYen: number;
  totalYen: number;
  paymentMethod: string;
  paymentDeadline: number;
  printDeadline: number;
  /** Since when there are numbers to print with. */
  printableAt: number | null;
  person: { nameJa: string; nameKana: string; nameRoman: string; birthDate: string };
  state: OrderState;
  attention: string | null;
  lines: OrderLineRecord[];
  payments: PaymentRecord[];
  printJobs: PrintJobRecord[];
}

export interface OrderLineRecord {
  id: string;
  position: number;
  affiliationId: string;
  studentNumber: string;
  certificateKind: CertificateKindCode;
  language: CertificateLanguage;
  nameJa: string;
  nameEn: string;
  copies: number;
  unitFeeYen: number;
  feeYen: number;
  /** As it was when the order was placed; of the oldest orders, as it is now. */
  affiliation: {
    status: AffiliationStatus;
    programme: 'undergraduate' | 'master' | 'doctoral' | 'professional';
    facultyJa: string;
    facultyEn: string;
    departmentJa: string;
    departmentEn: string;
    year: number | null;
    enrolledOn: string;
    leftOn: string | null;
  };
}

export interface PaymentRecord {
  id: string;
  provider: ProviderId;
  /** Code of a method of the university. */
  method: string;
  amountYen: number;
  state: PaymentState;
  captureRequestId: string;
  providerOrderId: string | null;
  captureId: string | null;
  paidAt: number | null;
}

export interface PrintJobRecord {
  id: string;
  lineId: string;
  network: PrintNetworkId;
  key: string;
  state: 'requested' | 'processing' | 'ready' | 'refused' | 'failed' | 'removed';
  jobRef: string | null;
  code: string | null;
  copies: number;
  printedCount: number;
  /** Which number this is: one that was lost, or that its network keeps no longer, is followed by another. */
  registrations: number;
  /** Until when the network itself keeps it; null while it is not ready, or where it does not say. */
  retainedUntil: number | null;
  /** When we began to take it back; null while we have not. */
  removedAt: number | null;
  /**
   * Why the network does not have it ready: refused, failed, lost, no longer kept; `replaced`: it is ready under another
   * number than before; null where nothing is wrong.
   */
  reason: string | null;
}

const LOAD_ORDER = `
SELECT json_build_object(
  'id', o.id, 'universityId', o.university_id, 'universityCode', u.code, 'accountId', o.account_id,
  'mailAddress', a.mail_address, 'issueNumber', o.issue_number, 'locale', o.locale,
  'placedAt', floor(extract(epoch FROM o.placed_at) * 1000), 'placedOn', o.placed_on,
  'printNetworks', o.print_networks, 'systemFeeYen', o.system_fee_yen, 'totalYen', o.total_yen,
  'paymentMethod', o.payment_method,
  'paymentDeadline', floor(extract(epoch FROM o.payment_deadline) * 1000),
  'printDeadline', floor(extract(epoch FROM o.print_deadline) * 1000),
  'printableAt', floor(extract(epoch FROM o.printable_at) * 1000),
  'person', o.frozen_person, 'state', o.state, 'attention', o.attention,
  'lines', (SELECT json_agg(json_build_object(
      'id', l.id, 'position', l.position, 'affiliationId', l.affiliation_id, 'studentNumber', l.student_number,
      'certificateKind', l.certificate_kind, 'language', l.language, 'nameJa', l.name_ja, 'nameEn', l.name_en,
      'copies', l.copies, 'unitFeeYen', l.unit_fee_yen, 'feeYen', l.fee_yen,
      'affiliation', coalesce(l.frozen_affiliation, jsonb_build_object('status', f.status, 'programme', f.programme,
        'facultyJa', f.faculty_ja, 'facultyEn', f.faculty_en, 'departmentJa', f.department_ja,
        'departmentEn', f.department_en, 'year', f.year, 'enrolledOn', f.enrolled_on, 'leftOn', f.left_on))) ORDER BY l.position)
    FROM order_line l JOIN affiliation f ON f.id = l.affiliation_id WHERE l.order_id = o.id),
  'payments', coalesce((SELECT json_agg(json_build_object(
      'id', p.id, 'provider', p.provider, 'method', p.method, 'amountYen', p.amount_yen, 'state', p.state,
      'captureRequestId', p.capture_request_id,
      'providerOrderId', p.provider_order_id, 'captureId', p.capture_id,
      'paidAt', floor(extract(epoch FROM p.paid_at) * 1000)) ORDER BY p.created_at)
    FROM payment p WHERE p.order_id = o.id), '[]'),
  'printJobs', coalesce((SELECT json_agg(json_build_object(
      'id', j.id, 'lineId', j.line_id, 'network', j.network, 'key', j.key, 'state', j.state, 'jobRef', j.job_ref,
      'code', j.code, 'copies', j.copies, 'printedCount', j.printed_count,
      'registrations', j.registrations, 'retainedUntil', floor(extract(epoch FROM j.retained_until) * 1000),
      'removedAt', floor(extract(epoch FROM j.removed_at) * 1000),
      'reason', j.reason) ORDER BY j.key)
    FROM print_job j WHERE j.order_id = o.id), '[]')
) AS record
FROM "order" o JOIN university u ON u.id = o.university_id JOIN account a ON a.id = o.account_id
WHERE o.id = $1`;

/** The deadlines on the order's row, as its life is told them. */
export const deadlinesForLife = ({
  paymentDeadline,
  printDeadline,
}: Pick<OrderRecord, 'paymentDeadline' | 'printDeadline'>): Deadlines => ({
  paymentDeadline: new Date(paymentDeadline).toISOString(),
  printDeadline: new Date(printDeadline).toISOString(),
});

/** No order with that id: a defect, since a life is started only after its row was committed. */
export class OrderMissing extends Error {
  override name = 'OrderMissing';
}

/** @throws OrderMissing */
export async function loadOrder(pool: Pool, orderId: string): Promise<OrderRecord> {
  const { rows } = await pool.query<{ record: OrderRecord }>({
    name: 'load-order',
    text: LOAD_ORDER,
    values: [orderId],
  });
  const [row] = rows;
  if (!row) throw new OrderMissing(orderId);
  return row.record;
}
