/** Every life this worker knows: the entry of the workflow bundle. */
export { certificateOrder } from './certificate-order/workflow.ts';
export { emailVerification } from './email-verification/workflow.ts';
export { housekeeping, printWatch } from './housekeeping/workflow.ts';
export { refund } from './refund/workflow.ts';

// The SDK writes down where every promise of a life was made, frame by frame: ten frames each are a quarter of the
// processor time of a replay (docs/benchmarks.md, P10). Where an error was thrown stands in the first ones.
Error.stackTraceLimit = 3;
