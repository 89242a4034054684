/**
 * Every address of the site, in one place: redirects and views call these with what they know, routes call them with
 * Express's placeholders (`paths.signIn(':university')`). What is put in is a university's code, a UUID or a base64url
 * token, so nothing needs escaping. Those with a university as first parameter are `{{path "name"}}` in views.
 */
export const paths = {
  /** The universities of this service. */
  universities: () => '/',
  /** A university's entrance: what, where, hours, price; for everybody. */
  landing: (university: string) => `/${university}`,
  signIn: (university: string) => `/${university}/sign-in`,
  signOut: (university: string) => `/${university}/sign-out`,

  mailAddress: (university: string) => `/${university}/mail-address`,
  mailAddressSent: (university: string) => `/${university}/mail-address/sent`,
  mailAddressCode: (university: string) => `/${university}/mail-address/sent/code`,
  mailAddressAgain: (university: string) => `/${university}/mail-address/sent/again`,
  mailAddressDone: (university: string) => `/${university}/mail-address/done`,
  /** The address in a mail. */
  oneTimeLink: (token: string) => `/cert/${token}`,

  /** 印刷先選択: the first page behind the sign-in. */
  top: (university: string) => `/${university}/top`,
  newOrder: (university: string) => `/${university}/orders/new`,
  draftStudentNumber: (university: string, draft: string) =>
    `/${university}/orders/drafts/${draft}/student-number`,
  draftCertificates: (university: string, draft: string) =>
    `/${university}/orders/drafts/${draft}/certificates`,
  draftCheck: (university: string, draft: string) => `/${university}/orders/drafts/${draft}/check`,
  orders: (university: string) => `/${university}/orders`,
  orderHistory: (university: string) => `/${university}/orders/history`,
  order: (university: string, order: string) => `/${university}/orders/${order}`,
  payOrder: (university: string, order: string) => `/${university}/orders/${order}/pay`,
  cancelOrder: (university: string, order: string) => `/${university}/orders/${order}/cancel`,

  /** Where PayPal sends the browser back to. */
  paymentReturn: () => '/payments/paypal/return',
  paymentCancelled: () => '/payments/paypal/cancelled',
  paypalWebhook: () => '/webhooks/paypal',

  health: () => '/healthz',
  readiness: () => '/readyz',
  gallery: () => '/gallery',
};

/** First segments that are no university's code. */
export const RESERVED_SEGMENTS: ReadonlySet<string> = new Set([
  '',
  'assets',
  'cert',
  'gallery',
  'healthz',
  'payments',
  'readyz',
  'webhooks',
]);
