import { sql } from 'kysely'
import { textKey, type Field, type RefTarget } from '../../model/fields.ts'
import { mappingOf, type Plan } from '../../model/importPlan.ts'
import { records } from '../../model/records.ts'
import type { Shape } from '../../model/shape.ts'
import { demandVisible } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { openDraft } from './drafts.ts'
import { mappingSchema, stepsOf } from './mapping.ts'
import { among } from './names.ts'
import { eachRow } from './reading.ts'

/** What is written in a column that names records, and whom or what it is taken for. */
export interface ColumnValues {
  /** what the names are names of */
  to: RefTarget
  dictionary: string | null
  /** the most frequent first; those that name nothing before the others */
  items: { value: string; count: number; name: string | null; near: string[] }[]
  distinct: number
  unknown: number
}

/** For so many that name nothing those are sought that they may have been meant for. */
const likened = 400
const likenesses = 3
/** Above so many, names are likened only by their letters and figures. */
const fewNames = 5000

/** The values of a column of a file, by what a plan makes of the column. Null where it names no records. Throws AppError. */
export async function columnValues(
  ctx: Context,
  id: number,
  plan: Plan,
  column: string,
  most: number,
): Promise<ColumnValues | null> {
  const meant = meaning(ctx.actor.shape, plan, column)
  if (!meant) return null
  const draft = await openDraft(ctx, id)
  const at = draft.head.header.indexOf(column)
  if (at < 0) throw new AppError('invalid', 'error.import.columns', { columns: column.slice(0, 200) })
  const counts = new Map<string, number>()
  await eachRow(draft.file, draft.head, ({ cells }) => {
    const text = (cells[at] ?? '').trim()
    const parts = meant.separator ? text.split(meant.separator).map((part) => part.trim()) : [text]
    for (const value of parts) if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
  })
  const own = plan.values[column] ?? {}
  const written = [...counts.keys()]
  const known = await named(ctx, meant, [...new Set(written.map((value) => textKey(own[value] ?? value)))])
  const all = [...counts]
    .map(([value, count]) => ({
      value,
      count,
      name: known.get(textKey(own[value] ?? value)) ?? null,
      near: [] as string[],
    }))
    .sort((a, b) => Number(a.name !== null) - Number(b.name !== null) || b.count - a.count)
  const items = all.slice(0, most)
  const lost = items.filter(({ name }) => name === null).slice(0, likened)
  const near = await alike(
    ctx,
    meant,
    lost.map(({ value }) => value),
  )
  for (const item of lost) item.near = near.get(item.value) ?? []
  return {
    to: meant.to,
    dictionary: meant.dictionary,
    items,
    distinct: all.length,
    unknown: all.filter(({ name }) => name === null).length,
  }
}

interface Meaning {
  to: RefTarget
  by: string
  dictionary: string | null
  separator: string | null
  pipeline: string | null
}

function meaning(shape: Shape, plan: Plan, column: string): Meaning | null {
  const mapping = mappingSchema.parse(mappingOf(plan))
  for (const { record, columns, lines } of stepsOf(mapping)) {
    const source = columns.find((one) => one.column === column)
    const field: Field | undefined = source && shape.fields[record][source.field]
    if (field?.to)
      return {
        to: field.to,
        by: source!.by ?? records[field.to].named,
        dictionary: field.dictionary ?? null,
        separator: field.kind === 'refs' ? (source!.as?.separator ?? null) : null,
        pipeline: field.to === 'stages' ? plan.pipeline : null,
      }
    if (lines?.some(({ product }) => product?.column === column))
      return { to: 'products', by: 'name', dictionary: null, separator: null, pipeline: null }
  }
  return null
}

async function named(ctx: Context, meant: Meaning, keys: readonly string[]): Promise<Map<string, string>> {
  demandVisible(ctx.actor, meant.to, [meant.by])
  const { rows } = await sql<{ key: string; name: string }>`
    select ${sql.ref(`t.${meant.by}Key`)} as key, ${sql.ref(`t.${meant.by}`)} as name from ${sql.table(meant.to)} t
    where ${sql.ref(`t.${meant.by}Key`)} = any(${keys}::text[]) and ${among(ctx, meant)}`.execute(ctx.db)
  return new Map(rows.map(({ key, name }) => [key, name]))
}

/** Names that a value may have been meant for: the same letters and figures, else much the same. */
async function alike(ctx: Context, meant: Meaning, values: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  if (!values.length) return found
  const bare = (text: ReturnType<typeof sql.ref>) => sql`regexp_replace(${text}, '[^[:alnum:]]', '', 'g')`
  const name = sql.ref(`t.${meant.by}`)
  const key = sql.ref(`t.${meant.by}Key`)
  const { rows } = await sql<{ value: string; name: string }>`
    with names as materialized (select ${name} as name, ${key} as key, ${bare(key)} as bare from ${sql.table(meant.to)} t where ${among(ctx, meant)}),
      few as (select count(*) <= ${fewNames} as yes from names),
      asked as (select value, key, regexp_replace(key, '[^[:alnum:]]', '', 'g') bare
        from jsonb_to_recordset(${JSON.stringify(values.map((value) => ({ value, key: textKey(value) })))}::jsonb) as x(value text, key text))
    select a.value, n.name from asked a cross join lateral (
      select name, similarity(names.key, a.key) + (names.bare = a.bare and a.bare <> '')::int as likeness from names, few
      where (names.bare = a.bare and a.bare <> '') or (few.yes and similarity(names.key, a.key) > 0.3)
      order by likeness desc, name limit ${likenesses}) n order by a.value, n.likeness desc`.execute(ctx.db)
  for (const row of rows) found.set(row.value, [...(found.get(row.value) ?? []), row.name])
  return found
}
