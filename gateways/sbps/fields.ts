/**
 * Names of SBPS's link type in the order in which their values are hashed. Confirmed by several public clients and by
 * recorded messages (docs/providers/sbps.md); `div_settele` is SBPS's own spelling. A one-off payment sends no rows of
 * details.
 */
export const PURCHASE_FIELDS = [
  'pay_method',
  'merchant_id',
  'service_id',
  'cust_code',
  'sps_cust_no',
  'sps_payment_no',
  'order_id',
  'item_id',
  'pay_item_id',
  'item_name',
  'tax',
  'amount',
  'pay_type',
  'auto_charge_type',
  'service_type',
  'div_settele',
  'last_charge_month',
  'camp_type',
  'tracking_id',
  'terminal_type',
  'success_url',
  'cancel_url',
  'error_url',
  'pagecon_url',
  'free1',
  'free2',
  'free3',
  'free_csv',
  'request_date',
  'limit_second',
] as const;
export type PurchaseField = (typeof PURCHASE_FIELDS)[number];

/** What the notices add to the request; their order among all of them is `NOTICE_FIELDS`. */
const RESULT_FIELDS = [
  'res_pay_method',
  'res_result',
  'res_tracking_id',
  'res_sps_cust_no',
  'res_sps_payment_no',
  'res_payinfo_key',
  'res_payment_date',
  'res_err_code',
  'res_date',
] as const;

const NOT_IN_NOTICES: readonly PurchaseField[] = [
  'success_url',
  'cancel_url',
  'error_url',
  'pagecon_url',
  'free_csv',
  'limit_second',
];

/** A02-1 (結果CGI) and A03-1 (what the browser brings back): the request without addresses, then the result. */
export const NOTICE_FIELDS: readonly string[] = [
  ...PURCHASE_FIELDS.filter((name) => !NOT_IN_NOTICES.includes(name)),
  ...RESULT_FIELDS,
  'limit_second',
];

/** The field that signs: not hashed itself. */
export const HASH_FIELD = 'sps_hashcode';
