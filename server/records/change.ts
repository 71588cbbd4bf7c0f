import { farthest, rangeOf, type Actor } from '../../model/access.ts'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Changes, EventName } from '../../model/events.ts'
import { kinds, textKey, type Change, type New } from '../../model/fields.ts'
import { records, type RecordName, type Records, type RowOf } from '../../model/records.ts'
import { demandAsked, demandWritable, type Place } from '../access/fields.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { companyOf } from './company.ts'
import { columnNames, keyedNames, linkNames, linkTable } from './columns.ts'
import { demandNoConflict } from './conflict.ts'
import { fieldsOf, isMany, keptCustom, parsedCustom } from './custom.ts'
import { settleCustom } from './customRules.ts'
import { demandLinks, keepUnseenLinks, settleSaid } from './links.ts'
import { removedError } from './merged.ts'
import { lockRows } from './read.ts'
import { demandRequired } from './required.ts'
import { writeSearchEntries } from './searchEntries.ts'
import { tidyValues } from './values.ts'

/** A record on its way into the database: as it was, as it is to be, and which fields somebody has asked for. */
export interface Draft<N extends RecordName> {
  id: number
  old: RowOf<N> | null
  next: RowOf<N>
  given: ReadonlySet<string>
  /** what the subject wants filled in for it, beside what always must be */
  asked?: readonly string[]
}

/** What a subject adds to the writing of its record. Each gets all of one call: single and bulk are the same. */
export interface Subject<N extends RecordName> {
  name: N
  /** locks what else the changes will write, together with their own rows and in the order of ids: see `lockRows` */
  hold?(ctx: Context, changes: readonly Asked<N>[]): Promise<void>
  /** completes and checks the drafts before anything is written, while their links are being checked */
  prepare?(ctx: Context, drafts: Draft<N>[], options: WriteOptions): Promise<void>
  /** writes what follows from the rows just written; beside their links, words and events */
  written?(ctx: Context, drafts: Draft<N>[]): Promise<void>
}
export type NewOf<N extends RecordName> = New<Records[N]['fields']>
export type ChangeOf<N extends RecordName> = Change<Records[N]['fields']>

/** A record and what somebody asks of its fields, having seen it at a version or not. */
export interface Asked<N extends RecordName> {
  id: number
  fields: Partial<RowOf<N>>
  version?: number | undefined
}

export interface WriteOptions {
  event?: EventName
  /** changes beside the fields, told with the event: id → what */
  also?: ReadonlyMap<number, Changes>
  undoes?: number
  importId?: number
  /** fields that the server had derived and puts back as they were: nobody has asked for them */
  derived?: readonly string[]
  /** goes on without what must be filled in: nobody is there to be asked */
  unasked?: true
  /** others of the same kind that come out of the bin right after: may be linked already */
  returning?: readonly number[]
}

/** Makes records. Gives their ids in the order of the inputs. Nothing is written before all are judged. Throws AppError. */
export async function createRecords<N extends RecordName>(
  ctx: Context,
  subject: Subject<N>,
  inputs: readonly NewOf<N>[],
  options: WriteOptions = {},
): Promise<number[]> {
  if (!inputs.length) return []
  const { name } = subject
  const parsed = inputs.map((input) => parsedCustom(ctx, name, input))
  if (farthest(ctx.actor, name, 'add') === 'nobody') throw new AppError('denied', 'error.denied.add')
  const [{ rows: ids }, opened] = await Promise.all([
    sql<{ id: number }>`
      select nextval(s.sequence)::int id from (select pg_get_serial_sequence(${snake(name)}, 'id')::regclass sequence offset 0) s,
        generate_series(1, ${inputs.length})`.execute(ctx.db),
    records[name].owned ? companyOf(ctx).then((company) => company.openedByDefault) : true,
  ])
  const drafts = parsed.map((input, i): Draft<N> => ({
    id: ids[i]!.id,
    old: null,
    given: new Set(Object.keys(input).filter((key) => (input as Record<string, unknown>)[key] !== undefined)),
    next: blank(ctx, name, ids[i]!.id, opened, input),
  }))
  for (const { next, given } of drafts) demandFilled(ctx, name, next, given)
  await settle(ctx, subject, drafts, options)
  for (const { id, next, given } of drafts) {
    if (rangeOf(ctx.actor, name, 'add', (next as ScopeFacts).stageId) === 'nobody')
      throw new AppError('denied', 'error.denied.add')
    if (!inScope(ctx.actor, name, 'add', next as ScopeFacts))
      throw new AppError('denied', 'error.denied.owner', {}, { field: 'ownerId' })
    demandFilled(ctx, name, next, [...given, ...Object.keys(options.also?.get(id) ?? {})])
  }
  await oneByOne([
    () => insertRows(ctx, name, drafts),
    ...linkNames(name).map((field) => () => insertLinks(ctx, name, field, drafts)),
    () => writeSearchEntries(ctx, name, drafts),
    async () => subject.written?.(ctx, drafts),
    () =>
      emit(
        ctx,
        drafts.map(({ id, next }) => ({
          name: options.event ?? `${name}.created`,
          record: name,
          recordId: id,
          version: 1,
          changes: { ...given(ctx.actor, name, next), ...options.also?.get(id) },
          ...origin(options),
        })),
      ),
  ])
  return drafts.map(({ id }) => id)
}

/** Refuses to fill in fields of a new record that one may not write there. Throws AppError. */
function demandFilled(ctx: Context, name: RecordName, next: object, given: Iterable<string>): void {
  demandWritable(
    ctx.actor,
    name,
    [...given].filter((key) => !isEmpty(next, key)),
    next as Place,
  )
}

const isEmpty = (row: object, key: string) => key in row && isNothing((row as Record<string, unknown>)[key])
const isNothing = (value: unknown) =>
  value === null || (typeof value === 'object' && Object.keys(value as object).length === 0)

/** Has the database write one thing while the next is made ready. It writes them in their order. */
async function oneByOne(writes: readonly (() => Promise<unknown>)[]): Promise<void> {
  const writing: Promise<unknown>[] = []
  for (const write of writes) {
    const one = write()
    // What goes wrong is told below.
    one.catch(() => undefined)
    writing.push(one)
    await sent()
  }
  await Promise.all(writing)
}
const sent = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Changes records. What does not differ is not written: no version, no event. With a `version`, a field that somebody
 * else has changed since then is a conflict; other fields of theirs survive. Gives the ids that really changed. Throws AppError.
 */
export async function changeRecords<N extends RecordName>(
  ctx: Context,
  subject: Subject<N>,
  changes: readonly Asked<N>[],
  options: WriteOptions & { action?: 'edit' | 'move' | 'delete' } = {},
): Promise<number[]> {
  const { name } = subject
  await subject.hold?.(ctx, changes)
  const rows = await lockRows(
    ctx,
    name,
    changes.map(({ id }) => id),
    options.action ?? (changes.every(({ fields }) => isHandover(fields)) ? 'assign' : 'edit'),
  )
  const drafts: Draft<N>[] = []
  for (const { id, fields: given, version } of changes) {
    const fields = parsedCustom(ctx, name, given)
    const old = rows.get(id)!
    if ((old as { removedAt: string | null }).removedAt && !('removedAt' in fields))
      throw await removedError(ctx, name, id)
    if (version !== undefined) await demandNoConflict(ctx, name, old, fields, version)
    const asked = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const judged = Object.entries(asked).filter(([key]) => !options.derived?.includes(key))
    demandAsked(ctx.actor, name, Object.fromEntries(judged), old as Place)
    drafts.push({ id, old, next: { ...old, ...asked }, given: new Set(Object.keys(asked)) })
  }
  await keepUnseenLinks(ctx, name, drafts)
  await settle(ctx, subject, drafts, options)
  const different = drafts.filter(
    ({ id, old, next }) => options.also?.has(id) || Object.keys(difference(ctx.actor, name, old!, next)).length > 0,
  )
  if (!different.length) return []
  const differences = different.map(({ old, next }) => difference(ctx.actor, name, old!, next))
  different.forEach((draft, i) => {
    const asked = Object.keys(differences[i]!).filter((key) => draft.given.has(key) && !options.derived?.includes(key))
    demandChange(ctx, name, draft, [...asked, ...Object.keys(options.also?.get(draft.id) ?? {})])
  })
  for (const { next } of different) {
    Object.assign(next, {
      version: (next as { version: number }).version + 1,
      updatedAt: ctx.now,
      updatedBy: ctx.actor.id,
    })
  }
  const touched = new Set(differences.flatMap((changed) => Object.keys(changed)))
  const relink = async (field: string) => {
    const { table, own, said } = linkTable(name, field)
    const changed = different.filter((_, i) => [field, said?.field].some((key) => key && key in differences[i]!))
    await sql`delete from ${sql.table(table)} where ${sql.ref(own)} = any(${changed.map(({ id }) => id)}::int[])`.execute(
      ctx.db,
    )
    await insertLinks(ctx, name, field, changed)
  }
  await Promise.all([
    updateRows(ctx, name, different, touched),
    ...linkNames(name)
      .filter((key) => [key, linkTable(name, key).said?.field].some((one) => one && touched.has(one)))
      .map(relink),
    writeSearchEntries(ctx, name, different),
    subject.written?.(ctx, different),
    emit(
      ctx,
      different.map(({ id, next }, i) => ({
        name: options.event ?? `${name}.changed`,
        record: name,
        recordId: id,
        version: (next as { version: number }).version,
        changes: { ...differences[i]!, ...options.also?.get(id) },
        ...origin(options),
      })),
    ),
  ])
  return different.map(({ id }) => id)
}

/** Only somebody else is to be responsible. */
export const isHandover = (fields: object) =>
  Object.entries(fields).every(([key, value]) => key === 'ownerId' || value === undefined)

/** Judges what is changed of a record that may be changed. Throws AppError. */
function demandChange<N extends RecordName>(
  { actor }: Context,
  name: N,
  { old, next }: Draft<N>,
  fields: readonly string[],
): void {
  for (const row of [old, next]) demandWritable(actor, name, fields, row as Place)
  if (fields.includes('ownerId') && records[name].owned && !inScope(actor, name, 'assign', old as ScopeFacts))
    throw new AppError('denied', 'error.denied.assign', {}, { field: 'ownerId' })
}

/** Puts records into the bin. */
export const removeRecords = <N extends RecordName>(
  ctx: Context,
  subject: Subject<N>,
  ids: readonly number[],
  options: WriteOptions = {},
) =>
  changeRecords(
    ctx,
    subject,
    ids.map((id) => ({ id, fields: { removedAt: ctx.now } as Partial<RowOf<N>> })),
    { event: `${subject.name}.removed`, action: 'delete', ...options },
  )

/** Takes records out of the bin. */
export const restoreRecords = <N extends RecordName>(
  ctx: Context,
  subject: Subject<N>,
  ids: readonly number[],
  options: WriteOptions = {},
) =>
  changeRecords(
    ctx,
    subject,
    ids.map((id) => ({ id, fields: { removedAt: null } as Partial<RowOf<N>> })),
    { event: `${subject.name}.restored`, action: 'delete', ...options },
  )

/** Field → [before, after], of what differs. Who changed it last and when is not a change. */
export function difference<N extends RecordName>(
  actor: Pick<Actor, 'shape'>,
  name: N,
  old: RowOf<N>,
  next: RowOf<N>,
): Changes {
  const changes: Changes = {}
  for (const key of Object.keys(fieldsOf(actor, name))) {
    if (untold.has(key)) continue
    const [before, after] = [(old as Record<string, unknown>)[key], (next as Record<string, unknown>)[key]]
    if (!isDeepStrictEqual(before, after)) changes[key] = [before, after]
  }
  return changes
}
const untold = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'])

function given<N extends RecordName>(actor: Actor, name: N, next: RowOf<N>): Changes {
  const changes: Changes = {}
  for (const key of Object.keys(fieldsOf(actor, name))) {
    const value = (next as Record<string, unknown>)[key]
    if (!untold.has(key) && !isNothing(value)) changes[key] = [null, value]
  }
  return changes
}

const origin = ({ undoes, importId }: WriteOptions) => ({
  ...(undoes === undefined ? {} : { undoes }),
  ...(importId === undefined ? {} : { importId }),
})

function blank<N extends RecordName>(ctx: Context, name: N, id: number, opened: boolean, input: NewOf<N>): RowOf<N> {
  const row: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(fieldsOf(ctx.actor, name)))
    row[key] = field.kind === 'said' ? {} : isMany(field) ? [] : null
  if (records[name].owned) Object.assign(row, { ownerId: ctx.actor.id, opened })
  if (records[name].bound) Object.assign(row, { ownerId: ctx.actor.id })
  for (const [key, value] of Object.entries(input)) if (value !== undefined) row[key] = value
  Object.assign(row, {
    id,
    version: 1,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
    removedAt: null,
  })
  // Every field of the record has been set; `settle` refuses what is still missing.
  return row as RowOf<N>
}

/** Everything that must hold before a row is written. */
async function settle<N extends RecordName>(
  ctx: Context,
  subject: Subject<N>,
  drafts: Draft<N>[],
  options: WriteOptions,
): Promise<void> {
  const { name } = subject
  for (const draft of drafts) tidyValues(ctx.actor, name, draft)
  await settleSaid(ctx, name, drafts)
  await Promise.all([
    demandLinks(ctx, name, drafts, options.returning),
    subject.prepare?.(ctx, drafts, options),
    settleCustom(ctx, name, drafts),
  ])
  for (const { next } of drafts) {
    for (const [key, field] of Object.entries(fieldsOf(ctx.actor, name))) {
      if (field.required && (next as Record<string, unknown>)[key] === null) {
        throw new AppError('invalid', 'error.required', { field: `${name}.${key}` }, { field: key })
      }
    }
  }
  await demandRequired(ctx, name, drafts, options)
}

/** The row as PostgreSQL takes it from JSON: columns in snake case, folded copies beside their texts; what is missing is null. */
function stored(actor: Actor, name: RecordName, row: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const key of columnNames(name)) if (row[key] !== null) result[snake(key)] = row[key]
  for (const key of keyedNames(name)) if (row[key] !== null) result[`${snake(key)}_key`] = textKey(row[key] as string)
  if (records[name].extendable) result['custom'] = keptCustom(actor, name, row)
  return result
}
export function snake(name: string): string {
  let known = snakes.get(name)
  if (known === undefined) snakes.set(name, (known = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)))
  return known
}
const snakes = new Map<string, string>()

async function insertRows<N extends RecordName>(ctx: Context, name: N, drafts: readonly Draft<N>[]): Promise<void> {
  const rows = drafts.map(({ next }) => stored(ctx.actor, name, next))
  const all = [
    ...columnNames(name).map(snake),
    ...keyedNames(name).map((key) => `${snake(key)}_key`),
    ...(records[name].extendable ? ['custom'] : []),
  ]
  const columns = sql.join(all.map((column) => sql.id(column)))
  await sql`insert into ${sql.table(name)} (${columns}) overriding system value
    select ${columns} from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json)`.execute(
    ctx.db,
  )
}

async function updateRows<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
  touched: ReadonlySet<string>,
): Promise<void> {
  const rows = drafts.map(({ next }) => stored(ctx.actor, name, next))
  const definition = fieldsOf(ctx.actor, name)
  const fields = ['version', 'updatedAt', 'updatedBy', ...touched].filter(
    (key) => !definition[key]!.custom && kinds[definition[key]!.kind].column !== null,
  )
  const own = [...touched].filter((key) => definition[key]!.custom)
  const keyed = new Set(keyedNames(name))
  const columns = fields.flatMap((key) => (keyed.has(key) ? [snake(key), `${snake(key)}_key`] : [snake(key)]))
  const set = columns.map((column) => sql`${sql.id(column)} = x.${sql.id(column)}`)
  // What the company has taken away since, or another process does not know of yet, stays as it is.
  const names = own.flatMap((key) => [key, `${key}_key`])
  if (own.length) set.push(sql`custom = (d.custom - ${names}::text[]) || x.custom`)
  await sql`update ${sql.table(name)} d set ${sql.join(set)}
    from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json) x where d.id = x.id`.execute(
    ctx.db,
  )
}

async function insertLinks<N extends RecordName>(
  ctx: Context,
  name: N,
  field: string,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const { table, own, other, said } = linkTable(name, field)
  const links = drafts.flatMap(({ id, next }) => {
    const row = next as Record<string, unknown>
    const told = (said ? row[said.field] : {}) as Record<number, unknown>
    return (row[field] as number[]).map((one, position) => ({
      [snake(own)]: id,
      [snake(other)]: one,
      position,
      ...(said ? { [snake(said.column)]: told[one] ?? null } : {}),
    }))
  })
  if (!links.length) return
  const columns = sql.join(Object.keys(links[0]!).map((column) => sql.id(column)))
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(links)}::json)`.execute(
    ctx.db,
  )
}
