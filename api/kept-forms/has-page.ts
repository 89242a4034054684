import type { Application } from 'express';

/** As much of Express's router as is asked here. */
interface Layer {
  match(path: string): boolean;
  route?: { methods: Readonly<Record<string, boolean>> };
  handle: { stack?: Layer[] };
}

function isAnswered(layer: Layer, path: string): boolean {
  const { route, handle } = layer;
  if (!route) return (handle.stack ?? []).some((inner) => isAnswered(inner, path));
  return route.methods.get === true && layer.match(path);
}

/** Whether there is a page at this path that a browser can ask for. */
export const hasPage = (app: Application, path: string): boolean =>
  (app.router as unknown as { stack: Layer[] }).stack.some((layer) => isAnswered(layer, path));
