import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import type { Arrangeable } from '../../model/asked.ts'
import {
  builtInLayout,
  completed,
  placeable,
  seenOf,
  type Layout,
  type LayoutFor,
  type LayoutSource,
} from '../../model/layouts.ts'
import { isHidden } from '../access/fields.ts'
import type { Context } from '../platform/method.ts'

/** An arrangement that somebody may change, as far as he sees it. */
export interface ToldLayout extends Layout, Omit<LayoutFor, 'record'> {
  version: number
  updatedAt: string
  updatedBy: number | null
}

export type LayoutRow = Layout &
  Pick<ToldLayout, 'version' | 'roleId' | 'pipelineId' | 'updatedAt' | 'updatedBy'> & {
    userId: number | null
  }

/** Who arranges the cards of roles sees them. */
export const arrangesRoles = (actor: Actor, record: Arrangeable): boolean =>
  actor.may[record].layout === 'all' && actor.may.roles.see === 'all'

/**
 * Whether somebody sees something on a card. In an arrangement of one pipeline that is what he sees there; in others what he
 * sees anywhere.
 */
export function seesOn({ actor }: Pick<Context, 'actor'>, record: Arrangeable, pipelineId: number | null) {
  const there = new Set(placeable(actor.shape, record))
  return (key: string): boolean =>
    there.has(key) && !isHidden(actor, record, key, pipelineId === null ? {} : { pipelineId })
}

/** An arrangement, and what the one whose card it is may do about it. */
export interface OwnLayout extends Layout {
  from: LayoutSource
  /** what would hold without the nearest, one after another */
  below: LayoutSource[]
  /** for whom he may arrange this card; `roles`: for those of a role too */
  may: { arrange: 'nobody' | 'own' | 'all'; roles: boolean }
}

/** How the card of a record is arranged for the actor: the nearest of his own, his roles', the pipeline's and everybody's. */
export async function layoutOf(
  ctx: Context,
  { record, pipelineId = null }: { record: Arrangeable; pipelineId?: number | undefined | null },
): Promise<OwnLayout> {
  const { actor } = ctx
  const own = actor.may[record].layout === 'nobody' ? sql`false` : sql`l.user_id = ${actor.id}::int`
  const { rows } = await sql<LayoutRow>`
    select l.user_id, l.role_id, l.pipeline_id, l.sections, l.left_out from card_layouts l left join roles r on r.id = l.role_id
    where l.record = ${record} and (l.pipeline_id is null or l.pipeline_id = ${pipelineId}::int) and (${own} or l.user_id is null
      and (l.role_id is null or r.removed_at is null and r.id in (select h.role_id from role_holders h where h.user_id = ${actor.id}::int)))
    order by l.user_id is null, l.role_id is null, r.position, r.id, l.pipeline_id is null`.execute(ctx.db)
  const [from, ...below] = [...rows.map(sourceOf), 'builtIn' as const]
  const range = actor.may[record].layout
  return {
    ...told(ctx, record, rows[0]?.pipelineId ?? null, rows[0] ?? builtInLayout(actor.shape, record)),
    from: from!,
    below,
    may: {
      arrange: range === 'nobody' || range === 'all' ? range : 'own',
      roles: arrangesRoles(actor, record),
    },
  }
}
const sourceOf = ({ userId, roleId, pipelineId }: LayoutRow): LayoutSource =>
  userId ? 'own' : roleId ? 'role' : pipelineId ? 'pipeline' : 'common'

/** The arrangements that the actor may change. */
export async function layoutsOf(ctx: Context, record: Arrangeable): Promise<ToldLayout[]> {
  const { actor } = ctx
  const range = actor.may[record].layout
  if (range === 'nobody') return []
  const shared = sql`l.user_id is null ${arrangesRoles(actor, record) ? sql`` : sql`and l.role_id is null`}`
  const { rows } = await sql<LayoutRow>`
    select l.user_id, l.role_id, l.pipeline_id, l.version, l.updated_at, l.updated_by, l.sections, l.left_out from card_layouts l
    left join roles r on r.id = l.role_id left join pipelines p on p.id = l.pipeline_id
    where l.record = ${record} and r.removed_at is null and p.removed_at is null
      and (l.user_id = ${actor.id}::int ${range === 'all' ? sql`or ${shared}` : sql``})
    order by l.user_id is null, r.position, r.id, p.position nulls first, p.id`.execute(ctx.db)
  return rows.map(({ userId, roleId, pipelineId, version, updatedAt, updatedBy, ...layout }) => ({
    own: userId !== null,
    roleId,
    pipelineId,
    version,
    updatedAt,
    updatedBy,
    ...told(ctx, record, pipelineId, layout),
  }))
}

function told(ctx: Context, record: Arrangeable, pipelineId: number | null, { sections, leftOut }: Layout): Layout {
  return seenOf(completed(ctx.actor.shape, record, { sections, leftOut }), seesOn(ctx, record, pipelineId))
}
