import { sql, type RawBuilder } from 'kysely'
import { farthest, type Action } from '../../model/access.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { boundTo } from '../access/bound.ts'
import { fixedFields } from '../access/fields.ts'
import { inScope, lacking, scopeCondition, type ScopeFacts } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { linksOf, rawColumns, showing, shownColumns, type Shown } from './columns.ts'
import { shownFields } from './list.ts'

/** What the actor may do with one record. */
export interface May {
  edit: boolean
  delete: boolean
  move: boolean
  /** make somebody else responsible */
  assign: boolean
  /** the fields that he sees but may not write */
  fixed: string[]
}
export type Full<N extends RecordName> = RowOf<N> & Shown & { may: May; gone?: true }

/**
 * One record as the actor sees it. Out of sight is not found; in the bin it is shown to those who may delete it. Throws
 * AppError.
 */
export const getRecord = async <N extends RecordName>(ctx: Context, name: N, id: number): Promise<Full<N>> =>
  (await readOne(ctx, name, id, scopeCondition(ctx.actor, name, 'see', 'd'))).record

/** Whether what is told of one record may be told: it is in sight and, where it lies in the bin, the actor may delete it. */
export const tellable = ({ actor }: Context, name: RecordName, alias: string): RawBuilder<boolean> =>
  allOf([
    scopeCondition(actor, name, 'see', alias),
    sql`(${sql.ref(`${alias}.removedAt`)} is null or ${scopeCondition(actor, name, 'delete', alias)})`,
  ])

/**
 * The record that the actor has just written, for his answer. What he wrote may have taken it out of his sight, as a new
 * responsible does: it is shown this once and said to be `gone`.
 */
export async function writtenRecord<N extends RecordName>(ctx: Context, name: N, id: number): Promise<Full<N>> {
  const { record, facts } = await readOne(ctx, name, id, sql<boolean>`true`)
  return inScope(ctx.actor, name, 'see', facts) ? record : { ...record, gone: true }
}

async function readOne<N extends RecordName>(
  ctx: Context,
  name: N,
  id: number,
  sight: RawBuilder<boolean>,
): Promise<{ record: Full<N>; facts: ScopeFacts }> {
  const fields = shownFields(ctx, name, undefined)
  const {
    rows: [row],
  } = await sql<Record<string, unknown>>`
    select ${shownColumns(ctx.actor, name, fields, 'd')}${factsColumn(name, 'd')} from ${sql.table(name)} d
    where d.id = ${id} and ${sight}`.execute(ctx.db)
  if (!row) throw new AppError('missing', 'error.missing')
  const facts = { ...row, ...(row['facts'] as ScopeFacts | undefined) }
  const may = mayDo(ctx, name, facts)
  if (row.removedAt && !may.delete) throw new AppError('missing', 'error.missing')
  // The columns are those of the record by construction.
  return { record: { ...showing(ctx.actor, name, fields)(row), may } as unknown as Full<N>, facts }
}

/** What the rule looks at, also where it is hidden from the actor. */
const factsColumn = (name: RecordName, alias: string): RawBuilder<unknown> =>
  records[name].bound
    ? sql`, json_build_object('bound', ${boundTo(alias)}) as facts`
    : records[name].owned
      ? sql`, json_build_object('ownerId', ${sql.ref(`${alias}.ownerId`)}, 'opened', ${sql.ref(`${alias}.opened`)}, 'observerIds', ${linksOf(name, 'observerIds', alias)}) as facts`
      : sql``

function mayDo(ctx: Context, name: RecordName, row: ScopeFacts & { removedAt?: unknown }): May {
  const may = (action: Action) => inScope(ctx.actor, name, action, row)
  const live = row.removedAt === null
  return {
    edit: live && may('edit'),
    delete: may('delete'),
    move: live && may('move'),
    assign: live && may('assign'),
    fixed: fixedFields(ctx.actor, name, row),
  }
}

/**
 * Stored rows, locked for a change, in the order of their ids so that two changes never wait for each other in a circle.
 * A row that the actor doesn't see is not found; one seen but out of the action's reach is denied. Throws AppError.
 */
export async function lockRows<N extends RecordName>(
  ctx: Context,
  name: N,
  ids: readonly number[],
  action: Action,
): Promise<Map<number, RowOf<N>>> {
  const wanted = [...new Set(ids)]
  // Two statements, sent at once and run in turn: the links are read after the row is ours, or a change that we waited
  // for would be missed.
  const [{ rows: locked }, rows] = await Promise.all([
    sql<{ id: number }>`
      select d.id from ${sql.table(name)} d where d.id = any(${wanted}::int[]) and ${scopeCondition(ctx.actor, name, 'see', 'd')}
      order by d.id for update of d`.execute(ctx.db),
    loadRows(ctx, name, wanted),
  ])
  if (locked.length < wanted.length) throw new AppError('missing', 'error.missing')
  for (const row of rows.values()) {
    // Waiting for the lock may have taken the row out of sight.
    if (!inScope(ctx.actor, name, 'see', row as ScopeFacts)) throw new AppError('missing', 'error.missing')
    if (!inScope(ctx.actor, name, action, row as ScopeFacts)) {
      throw (row as { removedAt: string | null }).removedAt
        ? new AppError('missing', 'error.missing')
        : (await deniedErrors(ctx, name, [{ action, row: row as ScopeFacts }]))[0]!
    }
  }
  return rows
}

/** Says which right is missing for each of some rows that are seen, and of deals at which stage. */
export async function deniedErrors(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  name: RecordName,
  denied: readonly { action: Action; row: ScopeFacts }[],
): Promise<AppError[]> {
  const ids = denied.flatMap(({ row }) => row.stageId ?? [])
  const { rows } = ids.length
    ? await sql<{
        id: number
        name: string
      }>`select id, name from stages where id = any(${[...new Set(ids)]}::int[])`.execute(db)
    : { rows: [] }
  return denied.map(({ action, row: { stageId } }) => {
    if (farthest(actor, name, action) === 'nobody') return lacking(name, action)
    const stage = rows.find(({ id }) => id === stageId)?.name
    return stage === undefined
      ? new AppError('denied', 'error.denied.action', { action })
      : new AppError('denied', 'error.denied.action.stage', { action, stage })
  })
}

/** Stored rows by id, for the server's own use after a right has been judged. */
export async function loadRows<N extends RecordName>(
  ctx: Context,
  name: N,
  ids: readonly number[],
): Promise<Map<number, RowOf<N>>> {
  const { rows } = await sql<RowOf<N> & { id: number }>`
    select ${rawColumns(ctx.actor, name, 'd')} from ${sql.table(name)} d where d.id = any(${ids}::int[]) order by d.id`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
