// CommonJS, because the SDK `require`s converters by path (in the worker, in the workflow sandbox and under jest).
// Error messages and stacks travel encrypted like every other payload (I18).
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
