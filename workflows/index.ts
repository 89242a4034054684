/** Every life this worker knows: the entry of the workflow bundle. */
export { certificateOrder } from './certificate-order/workflow.ts';
export { emailVerification } from './email-verification/workflow.ts';
export { housekeeping, printWatch } from './housekeeping/workflow.ts';
export { refund } from './refund/workflow.ts';
