import { sql } from 'kysely'
import { z } from 'zod'
import { actions, fieldRights, ranges } from '../../model/access.ts'
import { integerId } from '../../model/fields.ts'
import type { RowOf } from '../../model/records.ts'
import { passageSchema, type FieldGrant, type Grant, type Passage } from '../../model/roles.ts'
import { demandRight } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { getRecord, lockRows, writtenRecord } from '../records/read.ts'
import { demandGivable } from './giving.ts'
import { rolesSubject } from './roles.ts'

const one = z.strictObject({ id: integerId })
const place = { pipelineId: integerId.optional(), stageId: integerId.optional() }
const allowInput = z.strictObject({
  id: integerId,
  /** how far an action reaches there; null: as the row above says */
  grants: z
    .array(
      z.strictObject({
        record: z.string().max(40),
        action: z.enum(actions),
        range: z.enum(ranges).nullable(),
        ...place,
      }),
    )
    .max(2000)
    .default([]),
  /** what may be done with a field; null: as is said of it elsewhere */
  fieldGrants: z
    .array(
      z.strictObject({
        record: z.string().max(40),
        field: z.string().max(64),
        right: z.enum(fieldRights).nullable(),
        pipelineId: integerId.optional(),
      }),
    )
    .max(2000)
    .default([]),
  /** the moves that a role allows in a pipeline, in place of those it did; none: every move */
  passages: z
    .array(z.strictObject({ pipelineId: integerId, pairs: z.array(passageSchema).max(2000) }))
    .max(200)
    .default([]),
})
type Allow = z.output<typeof allowInput>

export const roleMethods = {
  ...recordMethods(rolesSubject),
  /** Sets single cells of a role: what two people set in different cells both holds. */
  'roles.allow': writes(allowInput, async (ctx, input) => {
    const role = (await lockRows(ctx, 'roles', [input.id], 'edit')).get(input.id)!
    await changeRecords(ctx, rolesSubject, [{ id: input.id, fields: await withCells(ctx, role, input) }])
    return writtenRecord(ctx, 'roles', input.id)
  }),
  /** A new role that allows the same. */
  'roles.copy': writes(
    z.strictObject({ id: integerId, name: z.string().trim().min(1).max(120) }),
    async (ctx, { id, name }) => {
      const { grants, fieldGrants, passages, administrator } = await getRecord(ctx, 'roles', id)
      if (administrator) throw new AppError('conflict', 'error.role.administrator')
      const [copy] = await createRecords(ctx, rolesSubject, [
        { name, grants, fieldGrants, passages, position: await lastPlace(ctx) },
      ])
      return writtenRecord(ctx, 'roles', copy!)
    },
  ),
  /** Who has which role, whether himself, by his department or one above it, or by a group: active people. */
  'roles.holders': reads(
    z.strictObject({}),
    async (ctx): Promise<{ items: { roleId: number; userIds: number[] }[] }> => {
      demandRight(ctx.actor, 'roles', 'see')
      const { rows } = await sql<{ roleId: number; userIds: number[] }>`
      select h.role_id, array_agg(distinct h.user_id order by h.user_id) user_ids from role_holders h
      join users u on u.id = h.user_id and u.active and u.removed_at is null group by 1 order by 1`.execute(ctx.db)
      return { items: rows }
    },
  ),
  /** New people get this role. */
  'roles.makeDefault': writes(one, async (ctx, { id }) => {
    const role = (await lockRows(ctx, 'roles', [id], 'edit')).get(id)!
    if (role.removedAt !== null) throw new AppError('conflict', 'error.removed')
    await demandGivable(ctx, [id])
    const { rows } = await sql<{ id: number }>`select id from roles where by_default and id <> ${id}`.execute(ctx.db)
    await changeRecords(ctx, rolesSubject, [
      ...rows.map((other) => ({ id: other.id, fields: { byDefault: false } })),
      { id, fields: { byDefault: true } },
    ])
    return writtenRecord(ctx, 'roles', id)
  }),
}

async function lastPlace(ctx: Context): Promise<number> {
  const { rows } = await sql<{ place: number }>`select coalesce(max(position), 0) + 1 as place from roles`.execute(
    ctx.db,
  )
  return rows[0]!.place
}

async function withCells(ctx: Context, role: RowOf<'roles'>, input: Allow): Promise<Partial<RowOf<'roles'>>> {
  const grants = replaced<Grant, Allow['grants'][number]>(
    role.grants,
    input.grants,
    ({ record, action, pipelineId, stageId }) => [record, action, pipelineId, stageId].join(),
    ({ range, ...cell }) => (range === null ? null : { ...cell, range }),
  )
  const fieldGrants = replaced<FieldGrant, Allow['fieldGrants'][number]>(
    role.fieldGrants,
    input.fieldGrants,
    ({ record, field, pipelineId }) => [record, field, pipelineId].join(),
    ({ right, ...cell }) => (right === null ? null : { ...cell, right }),
  )
  return { grants, fieldGrants, passages: await passagesAfter(ctx, role.passages, input.passages) }
}

/** A list with some entries replaced or, where there is nothing to put, taken out. */
function replaced<T, Given>(
  old: readonly T[],
  given: readonly Given[],
  keyOf: (entry: T | Given) => string,
  entryOf: (given: Given) => T | null,
): T[] {
  const entries = new Map(old.map((entry) => [keyOf(entry), entry]))
  for (const one of given) {
    const entry = entryOf(one)
    if (entry) entries.set(keyOf(one), entry)
    else entries.delete(keyOf(one))
  }
  return [...entries.values()]
}

async function passagesAfter(ctx: Context, old: readonly Passage[], given: Allow['passages']): Promise<Passage[]> {
  if (!given.length) return [...old]
  const pipelines = given.map(({ pipelineId }) => pipelineId)
  const { rows } = await sql<{
    id: number
  }>`select id from stages where pipeline_id = any(${pipelines}::int[])`.execute(ctx.db)
  const concerned = new Set(rows.map(({ id }) => id))
  return [...old.filter(({ fromId }) => !concerned.has(fromId)), ...given.flatMap(({ pairs }) => pairs)]
}
