// Which room may import which (docs/architecture.md). A room is a top-level folder; `contract` means
// workflows/<life>/contract.ts and the names in task-queues.ts and search-attributes.ts alone. Tests beside the code, tests/ and scripts/ may import across.
import { dirname, relative, resolve, sep } from 'node:path';

/** @type {Record<string, { rooms: string[], packages?: RegExp[] }>} `packages` absent: any package. */
export const arrows = {
  domain: { rooms: [], packages: [] },
  workflows: { rooms: ['domain'], packages: [/^@temporalio\/(workflow|common)(\/|$)/] },
  gateways: { rooms: ['domain'] },
  certificates: { rooms: ['domain'] },
  platform: { rooms: ['domain', 'contract'] },
  rendering: { rooms: ['domain'] },
  prisma: { rooms: ['domain', 'platform'] },
  activities: {
    rooms: ['domain', 'gateways', 'certificates', 'prisma', 'platform', 'rendering', 'contract'],
  },
  api: {
    rooms: ['domain', 'gateways', 'certificates', 'prisma', 'platform', 'rendering', 'contract'],
  },
  worker: {
    rooms: [
      'workflows',
      'activities',
      'gateways',
      'certificates',
      'prisma',
      'platform',
      'rendering',
    ],
  },
  simulators: { rooms: [] },
};

/**
 * Features of api/ that know nothing of each other: the staff's, and the people's. What both need is in middleware,
 * forms, rendering, one-time links, single sign-on.
 */
const shared = ['middleware', 'forms', 'rendering', 'one-time-links', 'saml', 'errors', 'gallery'];
const featureOf = (path) => /^api\/([^/]+)\//.exec(path)?.[1];

/** @returns whether one of both is the staff's, and the other the people's */
function crossesTheDoor(file, path) {
  const [one, other] = [featureOf(file), featureOf(path)];
  if (one === undefined || other === undefined || one === other) return false;
  if (one === 'gallery') return false;
  return [one, other].includes('staff') && !shared.includes(one === 'staff' ? other : one);
}

const across = /(^|\/)(tests|scripts)\/|\.test\.ts$/;

/** The ESLint rule `rooms/arrows`. `context.cwd` is the folder that holds the rooms. */
export const arrowsRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      room: '{{from}}/ must not import {{to}}: it may import {{allowed}} (arrows of scripts/lint/arrows.js).',
      staff:
        '{{from}} must not import {{to}}: features of staff and of people never import each other (scripts/lint/arrows.js).',
      package:
        '{{from}}/ must not import the package "{{name}}": it may use {{allowed}} (arrows of scripts/lint/arrows.js).',
    },
  },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/');
    const from = file.split('/')[0];
    const arrow = arrows[from];
    if (arrow === undefined || across.test(file)) return {};

    function check(source) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const name = source.value;
      if (!name.startsWith('.') && !name.startsWith('/')) {
        if (arrow.packages === undefined || arrow.packages.some((one) => one.test(name))) return;
        const allowed = arrow.packages.map((one) => String(one)).join(', ') || 'no package at all';
        context.report({ node: source, messageId: 'package', data: { from, name, allowed } });
        return;
      }
      const target = relative(context.cwd, resolve(dirname(context.filename), name));
      const path = target.split(sep).join('/');
      const to = path.split('/')[0];
      const contract = /^workflows\/([^/]+\/contract|task-queues|search-attributes)\.ts$/.test(
        path,
      );
      if (crossesTheDoor(file, path)) {
        context.report({ node: source, messageId: 'staff', data: { from: file, to: path } });
        return;
      }
      if (to === from || arrow.rooms.includes(to)) return;
      if (contract && arrow.rooms.includes('contract')) return;
      const names = arrow.rooms.map((room) =>
        room === 'contract' ? 'workflows/*/contract.ts' : `${room}/`,
      );
      context.report({
        node: source,
        messageId: 'room',
        data: { from, to: path, allowed: names.join(', ') || 'nothing outside itself' },
      });
    }

    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};
