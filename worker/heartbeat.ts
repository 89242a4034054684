import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

/**
 * Says that an activity is alive for as long as it runs, where its `heartbeatTimeout` asks for that: Temporal then
 * notices within seconds that the process which ran it was killed, and has it done again elsewhere. A heartbeat is no
 * event of the life.
 */
export function heartbeatInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const { heartbeatTimeoutMs } = context.info;
        if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs === 0) return next(input);
        const timer = setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 3);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}
