import { sql } from 'kysely'
import { asField, customFieldLimit, customKey, customKindTraits, type CustomField } from '../../model/customFields.ts'
import { textKey } from '../../model/fields.ts'
import { nameOf } from '../../model/shape.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { forgetActors } from '../session/sessions.ts'

/** A field is made, called, arranged and taken away like any other record; what it is of, and of which kind, stays. */
export const customFieldsSubject: Subject<'customFields'> = {
  name: 'customFields',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) {
      next.several ??= false
      next.distinct ??= false
      next.position ??= id
      next.indexed ??= 'none'
      next.preset ??= []
    }
    for (const draft of drafts) demandSense(draft)
    await Promise.all([demandNames(ctx, drafts), demandRoom(ctx, drafts)])
  },
  async written(ctx, drafts) {
    ctx.afterCommit(forgetActors)
    for (const { id, old, next } of drafts) {
      const live = next.removedAt === null
      if (live && (!old || old.removedAt !== null))
        await enqueue(ctx.db, 'customFields.index', { id }, { key: String(id) })
      // Its words are found while it is there.
      if (old && (old.removedAt === null) !== live)
        await enqueue(ctx.db, 'records.renewWords', { record: next.record, field: customKey(id) })
    }
  },
}

function demandSense({ old, next }: Draft<'customFields'>): void {
  for (const key of ['record', 'kind', 'several', 'target'] as const)
    if (old && old[key] !== next[key])
      throw new AppError('invalid', 'error.customField.fixed', { field: `customFields.${key}` }, { field: key })
  const traits = customKindTraits[next.kind]
  if (next.nameEn === null && next.nameRu === null)
    throw new AppError('invalid', 'error.required', { field: 'customFields.nameEn' }, { field: 'nameEn' })
  if (next.several && !traits.several) throw unsuitable('several')
  if (next.distinct && !traits.unique) throw unsuitable('distinct')
  if ((next.kind === 'record') !== (next.target !== null)) throw unsuitable('target')
  demandPreset(next)
}

const unsuitable = (key: keyof CustomField) =>
  new AppError('invalid', 'error.customField.kind', { field: `customFields.${key}` }, { field: key })

/** What a new record begins with is a value of the field; one that no two may share is none to begin with. */
function demandPreset(next: CustomField): void {
  if (!next.preset.length) return
  const field = asField(next)
  const value: unknown = field.kind === 'refs' || field.kind === 'several' ? next.preset : next.preset[0]
  const suits = !next.distinct && (Array.isArray(value) || next.preset.length === 1)
  if (!suits || !field.schema.safeParse(value).success) throw unsuitable('preset')
}

/** Two fields of a record that are called alike can't be told apart. */
async function demandNames(ctx: Context, drafts: readonly Draft<'customFields'>[]): Promise<void> {
  const live = drafts.filter(({ next }) => next.removedAt === null)
  if (!live.length) return
  await sql`select pg_advisory_xact_lock(hashtext('custom fields'))`.execute(ctx.db)
  const { rows } = await sql<Pick<CustomField, 'id' | 'record' | 'nameEn' | 'nameRu'>>`
    select id, record, name_en, name_ru from custom_fields where removed_at is null`.execute(ctx.db)
  const changed = new Set(live.map(({ id }) => id))
  const all = [...rows.filter(({ id }) => !changed.has(id)), ...live.map(({ next }) => next)]
  for (const language of ['en', 'ru'] as const) {
    const seen = new Set<string>()
    for (const one of all) {
      const key = `${one.record} ${textKey(nameOf(one, language))}`
      if (seen.has(key))
        throw new AppError('conflict', 'error.used', {}, { field: language === 'en' ? 'nameEn' : 'nameRu' })
      seen.add(key)
    }
  }
}

async function demandRoom(ctx: Context, drafts: readonly Draft<'customFields'>[]): Promise<void> {
  const coming = drafts.filter(({ old, next }) => next.removedAt === null && (!old || old.removedAt !== null))
  if (!coming.length) return
  const { rows } = await sql<{ record: string; count: number }>`
    select record, count(*)::int count from custom_fields where removed_at is null group by 1`.execute(ctx.db)
  for (const [record, added] of Map.groupBy(coming, ({ next }) => next.record))
    if ((rows.find((row) => row.record === record)?.count ?? 0) + added.length > customFieldLimit)
      throw new AppError('conflict', 'error.customField.many', { max: customFieldLimit })
}
