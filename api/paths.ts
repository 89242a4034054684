/**
 * Every address of the site, in one place: redirects and views call these with what they know, routes call them with
 * Express's placeholders (`paths.signIn(':university')`). What is put in is a university's code, a UUID or a base64url
 * token, so nothing needs escaping. Those with a university as first parameter are `{{path "name"}}` in views.
 */
export const paths = {
  /** The universities of this service. */
  universities: () => '/',
  /** A university's entrance: leads to the page of each user type. */
  landing: (university: string) => `/${university}`,
  /** What, where, hours, price, for one user type. */
  studentLanding: (university: string) => `/${university}/students`,
  graduateLanding: (university: string) => `/${university}/graduates`,
  signIn: (university: string) => `/${university}/sign-in`,
  signOut: (university: string) => `/${university}/sign-out`,
  /** Single sign-on: our side's metadata, the way to the identity provider, and back. */
  samlMetadata: (university: string) => `/${university}/saml/metadata`,
  samlLogin: (university: string) => `/${university}/saml/login`,
  samlConsumer: (university: string) => `/${university}/saml/acs`,
  samlFinish: (university: string) => `/${university}/saml/finish`,
  samlLogout: (university: string) => `/${university}/saml/logout`,

  /** 第2パスワード設定 at the first sign-in. */
  secondPassword: (university: string) => `/${university}/second-password`,
  secondPasswordDone: (university: string) => `/${university}/second-password/done`,
  forgottenSecondPassword: (university: string) => `/${university}/second-password/forgotten`,
  forgottenSecondPasswordSent: (university: string) =>
    `/${university}/second-password/forgotten/sent`,
  changeSecondPassword: (university: string) => `/${university}/account/second-password`,
  changeSecondPasswordDone: (university: string) => `/${university}/account/second-password/done`,
  changeMailAddress: (university: string) => `/${university}/account/mail-address`,
  changeMailAddressSent: (university: string) => `/${university}/account/mail-address/sent`,
  changeMailAddressCode: (university: string) => `/${university}/account/mail-address/sent/code`,
  changeMailAddressAgain: (university: string) => `/${university}/account/mail-address/sent/again`,
  changeMailAddressDone: (university: string) => `/${university}/account/mail-address/done`,
  /** Where an account is signed in. */
  sessions: (university: string) => `/${university}/account/sessions`,
  endSession: (university: string, handle: string) =>
    `/${university}/account/sessions/${handle}/end`,
  endOtherSessions: (university: string) => `/${university}/account/sessions/end-others`,
  /** Keeps the session of an open page alive. */
  stayedSignedIn: (university: string) => `/${university}/account/session`,
  manual: (university: string) => `/${university}/manual`,
  manualPdf: (university: string) => `/${university}/manual.pdf`,

  mailAddress: (university: string) => `/${university}/mail-address`,
  mailAddressSent: (university: string) => `/${university}/mail-address/sent`,
  mailAddressCode: (university: string) => `/${university}/mail-address/sent/code`,
  mailAddressAgain: (university: string) => `/${university}/mail-address/sent/again`,
  mailAddressDone: (university: string) => `/${university}/mail-address/done`,
  /** The address in a mail. */
  oneTimeLink: (token: string) => `/cert/${token}`,
  /** "This was not me", in the mail to an address that is about to be replaced. */
  objection: (token: string) => `/not-me/${token}`,

  /** 印刷先選択: the first page behind the sign-in. */
  top: (university: string) => `/${university}/top`,
  newOrder: (university: string) => `/${university}/orders/new`,
  draftStudentNumber: (university: string, draft: string) =>
    `/${university}/orders/drafts/${draft}/student-number`,
  draftCertificates: (university: string, draft: string) =>
    `/${university}/orders/drafts/${draft}/certificates`,
  draftCheck: (university: string, draft: string) => `/${university}/orders/drafts/${draft}/check`,
  /** A watermarked picture of what an item of the basket will print; items count from 1. */
  draftPreview: (university: string, draft: string, item: string) =>
    `/${university}/orders/drafts/${draft}/preview/${item}`,
  orders: (university: string) => `/${university}/orders`,
  orderHistory: (university: string) => `/${university}/orders/history`,
  order: (university: string, order: string) => `/${university}/orders/${order}`,
  payOrder: (university: string, order: string) => `/${university}/orders/${order}/pay`,
  cancelOrder: (university: string, order: string) => `/${university}/orders/${order}/cancel`,
  /** Another way to pay, while nothing is paid. */
  paymentMethod: (university: string, order: string) =>
    `/${university}/orders/${order}/payment-method`,
  /** The numbers to pay with at a store, with instructions; printable. */
  paymentSlip: (university: string, order: string) => `/${university}/orders/${order}/payment-slip`,
  reopenPrintWindow: (university: string, order: string) => `/${university}/orders/${order}/reopen`,
  orderCalendar: (university: string, order: string) =>
    `/${university}/orders/${order}/deadlines.ics`,
  printCodeImage: (university: string, order: string, network: string, position: string) =>
    `/${university}/orders/${order}/codes/${network}/${position}`,
  receipt: (university: string, order: string) => `/${university}/orders/${order}/receipt`,
  receiptPdf: (university: string, order: string) => `/${university}/orders/${order}/receipt.pdf`,
  /** Where and how to print, chain by chain. */
  whereToPrint: (university: string) => `/${university}/where-to-print`,
  /** Every mail that this service sent to the account. */
  messages: (university: string) => `/${university}/messages`,
  message: (university: string, message: string) => `/${university}/messages/${message}`,
  sendMessageAgain: (university: string, message: string) =>
    `/${university}/messages/${message}/again`,

  /** Where PayPal sends the browser back to. */
  paymentReturn: () => '/payments/paypal/return',
  paymentCancelled: () => '/payments/paypal/cancelled',
  paypalWebhook: () => '/webhooks/paypal',
  /** SBPS posts the browser back to these. */
  sbpsReturn: () => '/payments/sbps/return',
  sbpsCancelled: () => '/payments/sbps/cancelled',
  sbpsError: () => '/payments/sbps/error',
  smartPitWebhook: () => '/webhooks/smart-pit',
  sbpsWebhook: () => '/webhooks/sbps',
  /** Where the mail host hands in mails that came back. */
  bouncedMailWebhook: () => '/webhooks/bounced-mail',

  /** The desk of a university's staff, and its door. */
  staffDesk: (university: string) => `/${university}/staff`,
  staffSignIn: (university: string) => `/${university}/staff/sign-in`,
  staffCode: (university: string) => `/${university}/staff/code`,
  staffSamlFinish: (university: string) => `/${university}/staff/saml/finish`,
  /** Leads to the identity provider, where a university's staff sign in there. */
  staffSamlLogin: (university: string) => `/${university}/staff/saml/login`,
  staffSession: (university: string) => `/${university}/staff/session`,
  staffSignOut: (university: string) => `/${university}/staff/sign-out`,
  staffRecoveryCodes: (university: string) => `/${university}/staff/recovery-codes`,
  staffMembers: (university: string) => `/${university}/staff/members`,
  staffInvitation: (university: string) => `/${university}/staff/members/invite`,
  staffMember: (university: string, member: string) => `/${university}/staff/members/${member}`,
  staffMemberAccess: (university: string, member: string) =>
    `/${university}/staff/members/${member}/access`,
  staffMemberInvitation: (university: string, member: string) =>
    `/${university}/staff/members/${member}/invite`,
  staffAudit: (university: string) => `/${university}/staff/audit`,
  staffTasks: (university: string) => `/${university}/staff/tasks`,
  staffTask: (university: string, task: string) => `/${university}/staff/tasks/${task}`,
  staffOrders: (university: string) => `/${university}/staff/orders`,
  staffOrder: (university: string, order: string) => `/${university}/staff/orders/${order}`,
  staffOrderCancellation: (university: string, order: string) =>
    `/${university}/staff/orders/${order}/cancel`,
  staffOrderMail: (university: string, order: string, message: string) =>
    `/${university}/staff/orders/${order}/mails/${message}/again`,
  /** Orders, journal and providers side by side, day by day. */
  staffMoney: (university: string) => `/${university}/staff/money`,

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
  'not-me',
  'payments',
  'readyz',
  'webhooks',
]);

/** Whether an address is behind the staff door, whose sessions are apart. Routes take upper case too. */
export const isStaffAddress = (path: string): boolean => /^\/[^/]+\/staff(\/|$)/i.test(path);
