import { imageTypeOf } from '../../gateways/print/call.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { isUuid } from '../../platform/uuid.ts';

/** GET: a number as a picture that the copier reads. The owner's, while it can be printed; nobody keeps a copy. */
export function showCodeImage({ pool }: AppDependencies): Handler {
  return async (req, res) => {
    const { order = '', network = '', position = '' } = req.params as Record<string, string>;
    if (!isUuid(order) || !/^[1-9]\d{0,2}$/.test(position)) throw new NotFound('no such picture');
    const { rows } = await pool.query<{ image: Buffer }>({
      name: 'find-code-image',
      // One number may be good for several certificates, and its picture is kept once: also when that one is printed out.
      text: `select s.qr_image as image
        from print_job j join print_job s on s.order_id = j.order_id and s.network = j.network and s.code = j.code
        join order_line l on l.id = j.line_id join "order" o on o.id = j.order_id
        join university u on u.id = o.university_id
        where o.id = $1 and o.account_id = $2 and u.code = $3 and j.network = $4 and l.position = $5
          and j.state = 'ready' and s.qr_image is not null and o.state in ('printable', 'partly_printed')
        limit 1`,
      values: [order, accountOf(res).accountId, universityOf(res).code, network, Number(position)],
    });
    const image = rows[0]?.image;
    const type = image && imageTypeOf(image);
    if (!image || !type) throw new NotFound('no such picture');
    res.set('Cache-Control', 'no-store').type(type).send(image);
  };
}
