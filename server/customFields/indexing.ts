import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type RawBuilder } from 'kysely'
import { asField, customKey, type CustomField } from '../../model/customFields.ts'
import { kinds, type Field } from '../../model/fields.ts'
import type { Db } from '../platform/database.ts'
import type { JobHandler } from '../platform/jobs.ts'
import { emit } from '../platform/events.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { systemActor } from '../access/actor.ts'
import { comparedOf, isMany, orderedOf } from '../records/custom.ts'

/** Jobs of the fields that a company adds. */
export const customFieldJobs = (installation: Installation): Record<string, JobHandler> => ({
  /** Makes the index that a filter and an order by the field go along; nobody waits meanwhile. */
  async 'customFields.index'({ payload }) {
    const id = Number(payload['id'])
    const { rows } = await sql<Pick<CustomField, 'id' | 'record' | 'kind' | 'several' | 'target'>>`
      select id, record, kind, several, target from custom_fields where id = ${id} and removed_at is null`.execute(
      installation.db,
    )
    const [one] = rows
    if (!one) return
    const index = indexOn(one.record, asField(one), customKey(id))
    if (!index) return
    await tell(installation, id, 'building')
    try {
      await build(installation.db, one.record, `custom_${customKey(id)}`, index)
      await tell(installation, id, 'ready')
    } catch (error) {
      await tell(installation, id, 'failed')
      throw error
    }
  },
})

/** What is indexed of a field: its order, or which values it has; null for one that is neither ordered nor filtered by value. */
function indexOn(table: string, field: Field, key: string): RawBuilder<unknown> | null {
  const { operators, compare } = kinds[field.kind]
  if (isMany(field))
    return field.kind === 'refs'
      ? sql`using gin (${comparedOf(field, key, table)} jsonb_path_ops)`
      : sql`using gin (${comparedOf(field, key, table)})`
  if (compare !== null && field.kind !== 'yesNo') return sql`(${orderedOf(field, key, table)} desc, id desc)`
  if (!(operators as readonly string[]).includes('eq')) return null
  return sql`(${field.kind === 'yesNo' ? orderedOf(field, key, table) : comparedOf(field, key, table)}, created_at desc, id desc)`
}

/** Any number, the same for all servers. */
const lockKey = 7_332_008

/** Builds an index beside the work of others. One that was left half-built is taken away first. */
async function build(db: Db, table: string, name: string, on: RawBuilder<unknown>): Promise<void> {
  await db.connection().execute(async (own) => {
    await sql`set statement_timeout = 0`.execute(own)
    // One at a time, without holding anything meanwhile: two would wait for each other.
    while (!(await sql<{ mine: boolean }>`select pg_try_advisory_lock(${lockKey}) mine`.execute(own)).rows[0]!.mine)
      await sleep(200)
    try {
      await sql`drop index concurrently if exists ${sql.id(name)}`.execute(own)
      await sql`create index concurrently ${sql.id(name)} on ${sql.table(table)} ${on}`.execute(own)
    } finally {
      await sql`select pg_advisory_unlock(${lockKey}), set_config('statement_timeout', '15s', false)`.execute(own)
    }
  })
}

async function tell(installation: Installation, id: number, indexed: CustomField['indexed']): Promise<void> {
  await inTransaction(installation, systemActor('the index of a field'), async (ctx) => {
    const { rows } = await sql<{ version: number; before: string }>`
      update custom_fields f set indexed = ${indexed}, version = f.version + 1, updated_at = ${ctx.now}
      from custom_fields o where f.id = ${id} and o.id = f.id and o.indexed <> ${indexed} returning f.version, o.indexed as before`.execute(
      ctx.db,
    )
    const [row] = rows
    if (!row) return
    await emit(ctx, [
      {
        name: 'customFields.changed',
        record: 'customFields',
        recordId: id,
        version: row.version,
        changes: { indexed: [row.before, indexed] },
      },
    ])
  })
}
