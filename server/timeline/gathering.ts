import { sql, type RawBuilder } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import { inScope, scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { placeKey, placesOfParts } from '../history/told.ts'
import { ifShown, linksOf } from '../records/columns.ts'
import { partsOf } from '../records/merged.ts'
import { tellable } from '../records/read.ts'
import type { Gathered } from './sources.ts'

type Row = Omit<Gathered, 'edit' | 'record' | 'place'> & { removedAt: string | null; pipelineId?: number }

/** So many deals of a client are gathered, the latest: what happened to older ones is read at them. */
const mostDeals = 1000

/**
 * A record with what has become part of it, and what hangs on it, as far as the actor sees it: of a client his deals.
 * Throws AppError.
 */
export async function gather(ctx: Context, record: RecordName, id: number): Promise<Gathered[]> {
  const client = record === 'contacts' || record === 'companies' ? record : null
  const [{ rows: own }, { rows: deals }, parts] = await Promise.all([
    sql<Row>`select ${columns(ctx, record)}, null as name from ${sql.table(record)} d where d.id = ${id} and ${tellable(ctx, record, 'd')}`.execute(
      ctx.db,
    ),
    client
      ? sql<Row>`select ${columns(ctx, 'deals')}, d.title as name from deals d where d.removed_at is null
          and ${scopeCondition(ctx.actor, 'deals', 'see', 'd')} and ${dealsOf(ctx, client, id)} order by d.id desc limit ${mostDeals}`.execute(
          ctx.db,
        )
      : { rows: [] },
    partsOf(ctx, record, id),
  ])
  if (!own.length) throw new AppError('missing', 'error.missing')
  const told =
    (name: RecordName) =>
    ({ removedAt, pipelineId, ...row }: Row): Gathered => ({
      ...row,
      record: name,
      place: pipelineId === undefined ? {} : { pipelineId },
      edit: removedAt === null && inScope(ctx.actor, name, 'edit', row.facts),
    })
  const places = new Map(await placesOfParts(ctx, record, parts))
  const merged = parts.map((part): Gathered => {
    const place = places.get(placeKey(record, part)) ?? null
    return { record, id: part, name: null, currency: own[0]!.currency, place, facts: {}, edit: false }
  })
  return [...own.map(told(record)), ...merged, ...deals.map(told('deals'))]
}

function columns(ctx: Context, record: RecordName): RawBuilder<unknown> {
  const deal = record === 'deals'
  return sql`d.id, d.removed_at, ${deal ? sql`d.pipeline_id, ${currency(ctx, 'deals', 'currency')}` : record === 'companies' ? currency(ctx, 'companies', 'revenueCurrency') : sql`null as currency`},
    json_build_object('ownerId', d.owner_id, 'opened', d.opened, 'observerIds', ${linksOf(record, 'observerIds', 'd')}${deal ? sql`, 'stageId', d.stage_id` : sql``}) as facts`
}

const currency = (ctx: Context, record: RecordName, field: string) =>
  sql`${ifShown(ctx.actor, record, field, 'd', sql.ref(`d.${field}`))} as currency`

/** The deals of a client, where the actor sees that they are his. */
const dealsOf = (ctx: Context, client: 'contacts' | 'companies', id: number): RawBuilder<boolean> =>
  client === 'companies'
    ? sql<boolean>`${ifShown(ctx.actor, 'deals', 'companyId', 'd', sql`d.company_id`)} = ${id}`
    : sql<boolean>`${ifShown(
        ctx.actor,
        'deals',
        'contactIds',
        'd',
        sql`d.id in (select x.deal_id from deal_contacts x where x.contact_id = ${id})`,
      )}`
