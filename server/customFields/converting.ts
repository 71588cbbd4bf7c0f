import { sql } from 'kysely'
import { z } from 'zod'
import { converted, type CustomForm, type Surroundings } from './converted.ts'
import {
  asField,
  becomes,
  customDictionary,
  customKey,
  customKinds,
  customKindTraits,
  type CustomField,
} from '../../model/customFields.ts'
import { integerId, textKey } from '../../model/fields.ts'
import { systemActor } from '../access/actor.ts'
import { demandRight, lacking, seesAll } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue, type JobHandler } from '../platform/jobs.ts'
import { emit } from '../platform/events.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createRecords } from '../records/change.ts'
import { companyOf } from '../records/company.ts'
import { keptValue } from '../records/custom.ts'
import { getRecord } from '../records/read.ts'
import { forgetActors } from '../session/sessions.ts'
import { termsSubject } from '../terms/methods.ts'

export const convertInput = z.strictObject({ id: integerId, kind: z.enum(customKinds), several: z.boolean() })
/** A list of more words than this is none to choose from. */
const mostWords = 1000
const examples = 5

/** What would become of the values of a field if it were of another kind. */
export interface ConversionTrial {
  /** how many records have a value */
  filled: number
  /** of how many of them nothing is left */
  lost: number
  /** of how many only a part: rounded, without the time, the first of several */
  cut: number
  /** how many words the list would get */
  words: number
  /** some of those that are lost or cut, the most frequent first: as they are, and as they would be */
  examples: { from: unknown; to: unknown; count: number }[]
}

/** Tries to turn the values of a field into those of another kind, and changes nothing. Throws AppError. */
export async function tryConversion(
  ctx: Context,
  { id, ...to }: z.output<typeof convertInput>,
): Promise<ConversionTrial> {
  const field = await convertible(ctx, id, to)
  const { around, made } = await surroundings(ctx, field)
  const told: ConversionTrial = { filled: 0, lost: 0, cut: 0, words: 0, examples: [] }
  for (const { value, count } of await valuesOf(ctx, field)) {
    const result = converted(field, to, value, around)
    told.filled += count
    if (result.value === null) told.lost += count
    else if (!result.whole) told.cut += count
    else continue
    if (told.examples.length < examples)
      told.examples.push({ from: shown(field, value, around, made), to: shown(to, result.value, around, made), count })
  }
  told.words = made.length
  return told
}

/** Has a field turned into another kind, with the values that it has; it is done beside other work. Throws AppError. */
export async function convert(ctx: Context, { id, ...to }: z.output<typeof convertInput>): Promise<CustomField> {
  await change(ctx, await convertible(ctx, id, to), { becoming: to.kind })
  await enqueue(ctx.db, 'customFields.convert', { id, ...to }, { key: String(id), personId: ctx.actor.id })
  return getRecord(ctx, 'customFields', id)
}

/** Jobs that turn fields into other kinds. */
export const conversionJobs = (installation: Installation): Record<string, JobHandler> => ({
  async 'customFields.convert'({ payload }) {
    const { id, ...to } = convertInput.parse(payload)
    const system = systemActor('a field becomes one of another kind')
    try {
      // An index of the old kind can't hold the values of the new one.
      await sql`drop index concurrently if exists ${sql.id(`custom_${customKey(id)}`)}`.execute(installation.db)
      await inTransaction(installation, system, (ctx) => turn(ctx, id, to))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await inTransaction(installation, system, async (ctx) => {
        await change(ctx, await getRecord(ctx, 'customFields', id), { becoming: null })
        await enqueue(ctx.db, 'customFields.index', { id }, { key: String(id) })
      })
    }
  },
})

/** All values at once: nobody meets a field that is of two kinds. */
async function turn(ctx: Context, id: number, to: CustomForm): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(ctx.db)
  // Whoever writes values of it holds it: they are done, or find it of another kind.
  const { rows } = await sql<CustomField>`
    select * from custom_fields where id = ${id} and removed_at is null and becoming is not null for update`.execute(
    ctx.db,
  )
  const [field] = rows
  if (!field) return
  const { around, made } = await surroundings(ctx, field)
  const values = (await valuesOf(ctx, field)).map(({ value }) => ({
    old: value,
    next: converted(field, to, value, around).value,
  }))
  const preset = presetOf(field, to, around)
  const wordly = await makeWords(ctx, field, to, made)
  await rewrite(
    ctx,
    field,
    to,
    values.map(({ old, next }) => ({ old, next: wordly(next) })),
  )
  await change(ctx, field, {
    kind: to.kind,
    several: to.several,
    preset: preset.map(wordly) as CustomField['preset'],
    distinct: field.distinct && customKindTraits[to.kind].unique,
    becoming: null,
    indexed: 'none',
  })
  await enqueue(ctx.db, 'customFields.index', { id }, { key: String(id) })
  await enqueue(ctx.db, 'records.renewWords', { record: field.record, field: customKey(id) })
}

async function rewrite(
  ctx: Context,
  field: CustomField,
  to: CustomForm,
  values: readonly { old: unknown; next: unknown }[],
): Promise<void> {
  const key = customKey(field.id)
  const target = asField({ ...field, ...to })
  await sql`create temp table turned (old jsonb not null, next jsonb not null) on commit drop`.execute(ctx.db)
  for (let from = 0; from < values.length; from += 5000) {
    const pairs = values.slice(from, from + 5000).map(({ old, next }) => ({ old, next: keptValue(target, key, next) }))
    await sql`insert into turned select old, next from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as x(old jsonb, next jsonb)`.execute(
      ctx.db,
    )
  }
  await sql`analyze turned`.execute(ctx.db)
  await sql`update ${sql.table(field.record)} t set custom = (t.custom - ${[key, `${key}_key`]}::text[]) || x.next
    from turned x where t.custom ? ${key} and x.old = t.custom -> ${key}`.execute(ctx.db)
}

/** What a new record begins with, as far as something can be made of it. */
function presetOf(field: CustomField, to: CustomForm, around: Surroundings): unknown[] {
  const values = field.preset as unknown[]
  if (!values.length) return []
  const { value } = converted(field, to, field.several ? values : values[0], around)
  return value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value]
}

/** Makes the words that a list lacks, and gives what stands for each of them meanwhile its number. */
async function makeWords(
  ctx: Context,
  field: CustomField,
  to: CustomForm,
  made: readonly string[],
): Promise<(value: unknown) => unknown> {
  if (to.kind !== 'list') return (value) => value
  if (made.length > mostWords) throw new AppError('conflict', 'error.customField.words', { max: mostWords })
  const dictionary = customDictionary(field.id)
  const ids = await createRecords(
    ctx,
    termsSubject,
    made.map((name) => ({ dictionary, name })),
  )
  const known = (id: number) => (id < provisional ? id : ids[id - provisional]!)
  return (value) =>
    Array.isArray(value) ? (value as number[]).map(known) : value === null ? null : known(value as number)
}

/** Words that are to be made are numbered from here. */
const provisional = 2_000_000_000

/** What the values are read by; `made` gathers the words that there would have to be. */
async function surroundings(ctx: Context, field: CustomField): Promise<{ around: Surroundings; made: string[] }> {
  const { baseCurrency, decimals } = await companyOf(ctx)
  const [zone, terms] = await Promise.all([
    sql<{ timeZone: string }>`select time_zone from settings`.execute(ctx.db),
    sql<{ id: number; name: string; removed: boolean }>`
      select id, name, removed_at is not null as removed from terms where dictionary = ${customDictionary(field.id)} order by id`.execute(
      ctx.db,
    ),
  ])
  const ids = new Map(terms.rows.filter(({ removed }) => !removed).map(({ id, name }) => [textKey(name), id]))
  const made: string[] = []
  const around: Surroundings = {
    timeZone: zone.rows[0]!.timeZone,
    baseCurrency,
    decimals: decimals.get(baseCurrency) ?? 2,
    words: new Map(terms.rows.map(({ id, name }) => [id, name])),
    wordOf(name) {
      const key = textKey(name)
      let id = ids.get(key)
      if (id === undefined) ids.set(key, (id = provisional + made.push(name) - 1))
      return id
    },
  }
  return { around, made }
}

/** The different values that records have, those in the bin among them, the most frequent first. */
async function valuesOf(ctx: Context, { id, record }: CustomField): Promise<{ value: unknown; count: number }[]> {
  const key = customKey(id)
  const { rows } = await sql<{ value: unknown; count: number }>`
    select t.custom -> ${key} as value, count(*)::int as count from ${sql.table(record)} t where t.custom ? ${key}
    group by 1 order by 2 desc, 1`.execute(ctx.db)
  return rows
}

/** A value as it is told beside the others: words by their names, which may not be there yet. */
const shown = ({ kind }: CustomForm, value: unknown, around: Surroundings, made: readonly string[]): unknown =>
  kind !== 'list' || value === null
    ? value
    : [value].flat().map((id) => around.words.get(id as number) ?? made[(id as number) - provisional] ?? '')

/** The field, where the actor may turn it into that. Throws AppError. */
async function convertible(ctx: Context, id: number, { kind, several }: CustomForm): Promise<CustomField> {
  demandRight(ctx.actor, 'customFields', 'edit')
  const field = await getRecord(ctx, 'customFields', id)
  // The values of all records are counted and told.
  if (!seesAll(ctx.actor, field.record)) throw lacking(field.record, 'see')
  if (field.becoming !== null) throw new AppError('conflict', 'error.customField.becoming')
  const suits = kind === field.kind ? several !== field.several : becomes[field.kind].includes(kind)
  if (!suits || (several && !customKindTraits[kind].several))
    throw new AppError('invalid', 'error.customField.kind', { field: 'customFields.kind' }, { field: 'kind' })
  // Different values may become alike.
  if (field.distinct) throw new AppError('conflict', 'error.customField.distinct')
  return field
}

/** Writes what has become of the field, and tells it. */
async function change(ctx: Context, field: CustomField, fields: Partial<CustomField>): Promise<void> {
  const before = field as unknown as Record<string, unknown>
  const changes = Object.entries(fields).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value))
  const set = changes.map(([key, value]) =>
    key === 'preset' ? sql`preset = ${JSON.stringify(value)}::jsonb` : sql`${sql.ref(key)} = ${value}`,
  )
  const { rows } = await sql<{ version: number }>`
    update custom_fields set ${sql.join(set)}, version = version + 1, updated_at = ${ctx.now}, updated_by = ${ctx.actor.id}
    where id = ${field.id} returning version`.execute(ctx.db)
  ctx.afterCommit(forgetActors)
  await emit(ctx, [
    {
      name: 'customFields.changed',
      record: 'customFields',
      recordId: field.id,
      version: rows[0]!.version,
      changes: Object.fromEntries(changes.map(([key, value]) => [key, [before[key], value]])),
    },
  ])
}
