import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { RecordName, RowOf } from '../../model/records.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, snake, type Subject } from '../records/change.ts'
import { linkTable } from '../records/columns.ts'
import { fieldsOf } from '../records/custom.ts'
import { filterCondition } from '../records/filter.ts'
import { hanging, pointersTo, type Hanging, type Pointer } from '../records/hanging.ts'
import { loadRows } from '../records/read.ts'
import { subjects } from '../subjects.ts'

/** What pointed at a record or hung on it and was carried to another one. */
export type Carried =
  { place: string; rows: Before[] } | { place: string; rows: { from: number; keys: (string | number)[] }[] }

/** A record that pointed at one of them: at what, and what was said of it. */
interface Before {
  id: number
  before: unknown
  said?: Said
}
type Said = Record<string, unknown>

const atOnce = 500
const placeOf = ({ record, field }: Pointer) => `${record}.${field}`

/**
 * Has everything that points at some records or hangs on them do so to another one. With the rights of the server: what
 * is linked stays linked, whoever sees it. Gives what was carried, so that it can be carried back.
 */
export async function carry(
  ctx: Context,
  name: RecordName,
  from: readonly number[],
  into: number,
  tables: readonly Hanging[] = hanging,
): Promise<Carried[]> {
  const carried: Carried[] = []
  for (const pointer of pointersTo(ctx.actor, name)) {
    const rows = await carryLinks(ctx, pointer, from, into, pointer.record === name ? [...from, into] : [])
    if (rows.length) carried.push({ place: placeOf(pointer), rows })
  }
  for (const table of tables) {
    const rows = await carryRows(ctx, table, name, from, into)
    if (rows.length) carried.push({ place: table.table, rows })
  }
  return carried
}

async function carryLinks(
  ctx: Context,
  pointer: Pointer,
  from: readonly number[],
  into: number,
  but: readonly number[],
): Promise<Before[]> {
  const found = await pointing(ctx, pointer, from)
  const ids = found.filter((id) => !but.includes(id))
  const gone = new Set(from)
  const before: Before[] = []
  await changeInTurn(ctx, pointer, ids, ({ id, value, said }) => {
    before.push({ id, before: value, ...(said ? { said } : {}) })
    if (!Array.isArray(value)) return { value: into }
    const saying = from.map((one) => said?.[one]).find((one) => one !== undefined)
    return {
      value: [...new Set((value as number[]).map((one) => (gone.has(one) ? into : one)))],
      ...(said && said[into] === undefined && saying !== undefined ? { said: { [into]: saying } } : {}),
    }
  })
  return before
}

async function pointing(ctx: Context, { record, field }: Pointer, to: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select d.id from ${sql.table(record)} d
    where ${filterCondition(ctx.actor, record, { field, op: 'in', value: [...to] }, 'd')} order by 1`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

interface Pointing {
  value: unknown
  said?: Said | undefined
}

/** Sets a field of many records, each by a change of its own with its event; undefined leaves one as it is. */
async function changeInTurn(
  ctx: Context,
  { record, field, several }: Pointer,
  ids: readonly number[],
  next: (now: Pointing & { id: number }) => Pointing | undefined,
): Promise<void> {
  // Each record's subject is that of its name.
  const subject = subjects[record] as Subject<RecordName>
  const saying =
    several && !fieldsOf(ctx.actor, record)[field]!.custom ? linkTable(record, field).said?.field : undefined
  for (let i = 0; i < ids.length; i += atOnce) {
    const some = ids.slice(i, i + atOnce)
    await sql`select id from ${sql.table(record)} where id = any(${some}::int[]) order by id for update`.execute(ctx.db)
    const changes = [...(await loadRows(ctx, record, some)).values()].flatMap((one) => {
      const row = one as Record<string, unknown> & { id: number }
      const to = next({ id: row.id, value: row[field], said: saying ? (row[saying] as Said) : undefined })
      if (!to) return []
      // What lies in the bin is carried along too.
      const fields = {
        [field]: to.value,
        ...(saying && to.said ? { [saying]: to.said } : {}),
        ...(row['removedAt'] ? { removedAt: row['removedAt'] } : {}),
      }
      return [{ id: row.id, fields: fields as Partial<RowOf<RecordName>> }]
    })
    if (changes.length) await changeRecords(ctx, subject, changes, { unasked: true })
  }
}

async function carryRows(
  ctx: Context,
  hangs: Hanging,
  name: RecordName,
  from: readonly number[],
  into: number,
): Promise<{ from: number; keys: (string | number)[] }[]> {
  const { key, once } = hangs
  const at = columnsOf(hangs, name)
  if (!at) return []
  const table = sql.table(hangs.table)
  const same = (one: string) => sql`${sql.ref(`y.${one}`)} is not distinct from ${sql.ref(`x.${one}`)}`
  // Of two for which there is one place, the one that is there stays; of several that come, the first.
  const free = once
    ? sql`and not exists (select 1 from ${table} y where ${sql.join([at.is('y', [into, ...from]), ...once.map(same)], sql` and `)}
        and (${sql.ref(`y.${at.column}`)} = ${into}::int or ${sql.ref(`y.${key}`)} < ${sql.ref(`x.${key}`)}))`
    : sql``
  const { rows } = await sql<{ from: number; key: string | number }>`
    with old as (select ${sql.ref(`x.${key}`)} as key, ${sql.ref(`x.${at.column}`)} as "from" from ${table} x where ${at.is('x', from)} ${free} for update)
    update ${table} t set ${sql.id(snake(at.column))} = ${into}::int from old where ${sql.ref(`t.${key}`)} = old.key returning old."from", old.key`.execute(
    ctx.db,
  )
  return [...Map.groupBy(rows, (row) => row.from)].map(([one, list]) => ({
    from: one,
    keys: list.map((row) => row.key),
  }))
}

/** The column with a record's number, and the condition that a row belongs to some; null: none of such records has any. */
function columnsOf({ of }: Hanging, name: RecordName) {
  if (of && of.record !== name) return null
  const column = of?.column ?? 'recordId'
  const is = (alias: string, ids: readonly number[]) =>
    sql<boolean>`${of ? sql`` : sql`${sql.ref(`${alias}.record`)} = ${name} and`} ${sql.ref(`${alias}.${column}`)} = any(${ids}::int[])`
  return { column, is }
}

/** A record that does not point any more where it was carried to: somebody has changed that since. */
export interface Kept {
  record: RecordName
  id: number
}

/** Carries back what was carried from some records into another one, except what somebody has changed since: gives that. */
export async function carryBack(
  ctx: Context,
  name: RecordName,
  from: readonly number[],
  into: number,
  carried: readonly Carried[],
  tables: readonly Hanging[] = hanging,
): Promise<Kept[]> {
  const kept: Kept[] = []
  const gone = new Set(from)
  for (const { place, rows } of carried) {
    const pointer = pointersTo(ctx.actor, name).find((one) => placeOf(one) === place)
    if (pointer) {
      const before = new Map((rows as Before[]).map((row) => [row.id, row]))
      await changeInTurn(ctx, pointer, [...before.keys()], ({ id, value }) => {
        const { before: was, said } = before.get(id)!
        const back = Array.isArray(was)
          ? listBack(was as number[], value as number[], gone, into)
          : value === into
            ? was
            : undefined
        if (back === undefined) return void kept.push({ record: pointer.record, id })
        return { value: back, said: said && saidBack(said, from, into) }
      })
      continue
    }
    const table = tables.find((one) => one.table === place)
    const at = table && columnsOf(table, name)
    if (!table || !at) continue
    for (const { from: one, keys } of rows as { from: number; keys: (string | number)[] }[])
      await sql`update ${sql.table(table.table)} t set ${sql.id(snake(at.column))} = ${one}::int
        where ${sql.ref(`t.${table.key}`)}::text = any(${keys.map(String)}::text[]) and ${at.is('t', [into])}`.execute(
        ctx.db,
      )
  }
  return kept
}

/** A list of links as it was; where somebody has changed it since, as it is, with those in it that had been replaced. */
function listBack(
  was: readonly number[],
  now: readonly number[],
  gone: ReadonlySet<number>,
  into: number,
): number[] | undefined {
  const made = [...new Set(was.map((one) => (gone.has(one) ? into : one)))]
  if (isDeepStrictEqual(made, now)) return [...was]
  if (!now.includes(into)) return undefined
  const own = was.filter((one) => gone.has(one) || one === into)
  return now.flatMap((one) => (one === into ? own : [one]))
}

/** What was said of the links that had been replaced, and of the one in their place. */
const saidBack = (said: Said, from: readonly number[], into: number): Said =>
  Object.fromEntries([into, ...from].flatMap((id) => (id in said ? [[id, said[id]]] : id === into ? [[id, null]] : [])))
