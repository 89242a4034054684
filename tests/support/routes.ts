import type { Express } from 'express';
import { policyOf } from '../../api/middleware/policy.ts';
import type { Policy } from '../../api/middleware/policy.ts';

interface Layer {
  route?: { path: string; methods: Record<string, boolean>; stack: { handle: object }[] };
  handle: { stack?: Layer[] };
}

export interface DeclaredRoute {
  method: 'get' | 'post';
  /** As declared: `/:university/orders/:order`. */
  path: string;
  policy: Policy | undefined;
}

function routesIn(layers: Layer[]): DeclaredRoute[] {
  return layers.flatMap((layer): DeclaredRoute[] => {
    const { route } = layer;
    if (!route) return routesIn(layer.handle.stack ?? []);
    const policy = policyOf(route.stack[0]?.handle ?? {});
    return Object.keys(route.methods).map((method) => ({
      method: method === 'post' ? 'post' : 'get',
      path: route.path,
      policy,
    }));
  });
}

/** Every route of the app, however deep its router is mounted; what serves plain files is left out. */
export function routesOf(app: Express): DeclaredRoute[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  return routesIn(stack).filter(({ path }) => !path.startsWith('/assets/'));
}

/** The placeholders of a declared address, in order: `university`, `order`. */
export const placeholdersOf = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
