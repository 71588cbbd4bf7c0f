import { sql } from 'kysely'
import { demandWritable } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import type { Asked, Draft } from '../records/change.ts'
import { loadRows } from '../records/read.ts'

const most = 200

/**
 * Locks deals of which relations are to change, with all that are related to them before or after. In one order, or two
 * people who relate two deals to each other at once would wait in a circle.
 */
export async function holdRelations(ctx: Context, changes: readonly Asked<'deals'>[]): Promise<void> {
  const turning = changes.filter(({ fields }) => fields.relatedIds)
  if (!turning.length) return
  const ids = [...changes.map(({ id }) => id), ...turning.flatMap(({ fields }) => fields.relatedIds!)]
  await sql`select id from deals where id in (
      select unnest(${ids}::int[])
      union select related_id from deal_relations where deal_id = any(${turning.map(({ id }) => id)}::int[]))
    order by id for update`.execute(ctx.db)
}

/** Deals newly named as related to one: another than itself, where the actor may write that field. Throws AppError. */
export async function demandRelations(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  if (drafts.some(({ id, next }) => next.relatedIds.includes(id)))
    throw new AppError('invalid', 'error.related.self', {}, { field: 'relatedIds' })
  const named = [...new Set(drafts.flatMap((draft) => turned(draft).added))]
  if (!named.length) return
  // What is out of sight is refused with the other links.
  const { rows } = await sql<{ pipelineId: number; title: string; full: boolean }>`
    select d.pipeline_id, d.title, (select count(*) from deal_relations x where x.deal_id = d.id) >= ${most} as "full" from deals d
    where d.id = any(${named}::int[]) and ${scopeCondition(ctx.actor, 'deals', 'see', 'd')}`.execute(ctx.db)
  for (const { title, full, ...place } of rows) {
    demandWritable(ctx.actor, 'deals', ['relatedIds'], place)
    if (full) throw new AppError('invalid', 'error.related.many', { title, most }, { field: 'relatedIds' })
  }
}

/**
 * Deals are related to one another: what one of them names, or names no more, is told of the other too, with a version and
 * an event of its own. It takes the right to edit the one and sight of the other.
 */
export async function mirrorRelations(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const turns = drafts.map((draft) => ({ id: draft.id, ...turned(draft) }))
  const others = [...new Set(turns.flatMap(({ added, removed }) => [...added, ...removed]))]
  if (!others.length) return
  await sql`select id from deals where id = any(${others}::int[]) order by id for update`.execute(ctx.db)
  const changed = [...(await loadRows(ctx, 'deals', others)).values()].flatMap((deal) => {
    const gone = turns.flatMap(({ id, removed }) => (removed.includes(deal.id) ? [id] : []))
    const come = turns.flatMap(({ id, added }) => (added.includes(deal.id) ? [id] : []))
    const after = [...new Set([...deal.relatedIds.filter((id) => !gone.includes(id)), ...come])]
    return after.join() === deal.relatedIds.join() ? [] : [{ ...deal, after }]
  })
  const links = changed.flatMap(({ id, after }) => after.map((other, position) => ({ id, other, position })))
  const ids = changed.map(({ id }) => id)
  await sql`delete from deal_relations where deal_id = any(${ids}::int[])`.execute(ctx.db)
  await sql`insert into deal_relations (deal_id, related_id, position)
    select id, other, position from json_to_recordset(${JSON.stringify(links)}::json) as x(id int, other int, position int)`.execute(
    ctx.db,
  )
  await sql`update deals set version = version + 1, updated_at = ${ctx.now}, updated_by = ${ctx.actor.id}::int
    where id = any(${ids}::int[])`.execute(ctx.db)
  await emit(
    ctx,
    changed.map(({ id, version, relatedIds, after }) => ({
      name: 'deals.changed',
      record: 'deals',
      recordId: id,
      version: version + 1,
      changes: { relatedIds: [relatedIds, after] },
    })),
  )
}

function turned({ old, next }: Draft<'deals'>): { added: number[]; removed: number[] } {
  const before = old?.relatedIds ?? []
  return {
    added: next.relatedIds.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !next.relatedIds.includes(id)),
  }
}
