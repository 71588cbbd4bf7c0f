import { sql } from 'kysely'
import { z } from 'zod'
import { farthest, within, type Actor } from '../../model/access.ts'
import type { Field, RefTarget } from '../../model/fields.ts'
import { filterSchema } from '../../model/filters.ts'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { languages } from '../../model/users.ts'
import { exportWords } from '../../model/words/exports.ts'
import { demandVisible } from '../access/fields.ts'
import { lacking, scopeCondition } from '../access/scope.ts'
import { plannedAnew, transact, type Db } from '../platform/database.ts'
import { Download } from '../platform/download.ts'
import { AppError } from '../platform/errors.ts'
import { reads, type Context, type Method } from '../platform/method.ts'
import { isGuarded, showing, shownColumns } from '../records/columns.ts'
import { demandFilter } from '../records/filter.ts'
import { readableOrder, shownFields, visibleWhere } from '../records/list.ts'
import { orderBy } from '../records/walk.ts'
import { columnsOf, type Column, type ShownRow } from './exportColumns.ts'
import { writers } from './exportFormats.ts'

export const exportInput = z.strictObject({
  format: z.enum(['csv', 'xlsx', 'json']),
  filter: filterSchema.optional(),
  sort: z.array(z.string().max(65)).max(5).optional(),
  /** the columns in their order; left out: all that the person may see */
  fields: z.array(z.string().max(64)).min(1).max(200).optional(),
  /** the first row in words, or the keys of the API */
  headings: z.enum(['names', 'keys']).default('names'),
  /** of the words, the marks and the order of days; the person's own if left out */
  language: z.enum(languages).optional(),
})
type ExportInput = z.output<typeof exportInput>

/** So many rows are read and written at once. */
const chunk = 200

/** `deals.export` and the like: a list as a file. */
export const exportMethods = Object.fromEntries(
  recordNames.map((name) => [`${name}.export`, reads(exportInput, (ctx, input) => exportRecords(ctx, name, input))]),
  // Computed keys lose their names for the compiler.
) as unknown as { [N in RecordName as `${N}.export`]: Method<typeof exportInput, Download> }

/**
 * What a list shows as a file: the same rows in the same order, as far as the right to export reaches. It is read in one
 * snapshot while the file is taken. Throws AppError.
 */
export async function exportRecords(ctx: Context, name: RecordName, input: ExportInput): Promise<Download> {
  const { format, filter, sort, headings, language = ctx.actor.language } = input
  const actor = withinExport(ctx.actor, name)
  const own: Context = { ...ctx, actor }
  await demandFilter(own, name, filter)
  const order = await readableOrder(own, name, sort, filter)
  const fields = shownFields(own, name, input.fields)
  const asked = input.fields?.filter((key) => fields.includes(key)) ?? fields
  // A file without a single column would say nothing.
  if (!asked.length) demandVisible(own.actor, name, input.fields ?? [])
  const columns = columnsOf(own.actor.shape, name, asked, headings, language)
  const day = Temporal.Instant.from(ctx.now).toZonedDateTimeISO(actor.timeZone).toPlainDate().toString()
  const title = exportWords[name][language]
  const writer = writers[format]
  return new Download(`${title} ${day}.${format}`, writer.type, (put, gone) =>
    counted(actor, async () => {
      const started = performance.now()
      let rows = 0
      const say = (what: string) =>
        ctx.log.info(
          { person: actor.id, via: actor.via, record: name, format, rows, ms: Math.round(performance.now() - started) },
          what,
        )
      try {
        await transact(ctx.db, async (db) => {
          await sql`set transaction isolation level repeatable read, read only`.execute(db)
          await sql`declare exported no scroll cursor for select d.id from ${sql.table(name)} d
            where ${visibleWhere(own, name, filter, { action: 'export' })} order by ${orderBy(order)}`.execute(db)
          const write = writer.begin({ title, columns, language, timeZone: actor.timeZone }, put)
          await write.head()
          for (;;) {
            gone.throwIfAborted()
            const page = await nextRows(db, own, name, columns)
            if (!page.length) break
            rows += page.length
            const names = await namesFor(db, actor, columns, page)
            await write.rows(page, names)
            // Others in this process get their turn.
            await new Promise((resolve) => setImmediate(resolve))
          }
          await write.end()
        })
        say('records were exported')
      } catch (error) {
        say('an export broke off')
        throw error
      }
    }),
  )
}

/** The person as he exports: he sees no further than his right to export. Throws AppError where he has none. */
function withinExport(actor: Actor, name: RecordName): Actor {
  if (farthest(actor, name, 'export') === 'nobody') throw lacking(name, 'export')
  return within(actor, name, ['see'], 'export')
}

async function nextRows(db: Db, { actor }: Context, name: RecordName, columns: readonly Column[]): Promise<ShownRow[]> {
  const { rows: found } = await sql<{
    id: number
  }>`${plannedAnew}fetch ${sql.raw(String(chunk))} from exported`.execute(db)
  if (!found.length) return []
  const fields = [...new Set(['id', ...columns.flatMap(({ key, field }) => [field.links ?? key, key])])]
  const { rows } = await sql<Record<string, unknown>>`
    select ${shownColumns(actor, name, fields, 'd')} from unnest(${found.map(({ id }) => id)}::int[]) with ordinality k (id, place)
    join ${sql.table(name)} d on d.id = k.id order by k.place`.execute(db)
  return rows.map(showing(actor, name, fields))
}

/** What the open references of some rows are called. */
async function namesFor(
  db: Db,
  actor: Actor,
  columns: readonly Column[],
  rows: readonly ShownRow[],
): Promise<(field: Field, id: number) => string> {
  const wanted = new Map<RefTarget, Set<number>>()
  for (const { key, field } of columns) {
    if (!field.to || isGuarded(field)) continue
    const ids = wanted.get(field.to) ?? new Set()
    for (const row of rows) {
      const value = row[key]
      if (typeof value === 'number') ids.add(value)
      else for (const id of Object.values(value ?? {}) as number[]) ids.add(id)
    }
    wanted.set(field.to, ids)
  }
  const known = new Map<RefTarget, Map<number, string>>()
  for (const [to, ids] of wanted) {
    const { rows: found } = await sql<{ id: number; name: string }>`
      select t.id, ${sql.ref(`t.${records[to].named}`)} as name from ${sql.table(to)} t
      where t.id = any(${[...ids]}::int[]) and ${scopeCondition(actor, to, 'see', 't')}`.execute(db)
    known.set(to, new Map(found.map(({ id, name }) => [id, name])))
  }
  return (field, id) => known.get(field.to!)?.get(id) ?? ''
}

/** A reader may be slow: each file holds a connection for as long as it is taken. */
const mostAtOnce = 4
const mostOfOne = 2
const running: (number | null)[] = []

async function counted(actor: Actor, run: () => Promise<void>): Promise<void> {
  if (running.length >= mostAtOnce || running.filter((id) => id === actor.id).length >= mostOfOne)
    throw new AppError('limited', 'error.export.busy', {}, { retryAfter: 10 })
  running.push(actor.id)
  try {
    await run()
  } finally {
    running.splice(running.indexOf(actor.id), 1)
  }
}
