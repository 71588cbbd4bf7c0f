import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import {
  mergedValues,
  mergeParts,
  usualChoices,
  type Choice,
  type Choices,
  type MergeName,
} from '../../model/merging.ts'
import { systemActor } from '../access/actor.ts'
import { demandWritable, isHidden, type Place } from '../access/fields.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { linesOfDeals, type StoredLine } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { fieldsOf } from '../records/custom.ts'
import { withLiveLinks } from '../records/links.ts'
import { sightChanges, type Colleague } from './sight.ts'

const ids = z
  .array(integerId)
  .min(2)
  .max(50)
  .refine((list) => new Set(list).size === list.length, 'twice')
const take = z.record(z.string().max(64), z.union([integerId, z.literal('all')])).default({})
export const compareInput = z.strictObject({
  ids,
  /** the one that stays; left out: the one that says most */
  into: integerId.optional(),
  /** what is chosen: field → the record whose value is taken */
  take,
})
export const mergeInput = z.strictObject({
  ids,
  into: integerId,
  take,
  /** the versions that were looked at: what somebody has changed of them since is a conflict */
  seen: z
    .array(z.strictObject({ id: integerId, version: z.int().min(1) }))
    .max(50)
    .default([]),
  /** it is meant that people see more by it than before */
  shows: z.boolean().default(false),
})

/** A stored row, whichever kind of record it is of. */
export type Stored = ScopeFacts &
  Place &
  Record<string, unknown> & { id: number; version: number; removedAt: string | null }

/** What several records would become. */
export interface Plan {
  into: number
  /** what is taken of each part */
  chosen: Record<string, Choice>
  values: Record<string, unknown>
  /** of deals: the product lines, and those that the one which stays has now */
  lines: { before: StoredLine[]; after: StoredLine[] } | null
  gain: Colleague[]
  lose: Colleague[]
}

/** The rights of the server, in the name of a person: to carry along what he does not see. */
export const onBehalf = (ctx: Context): Context => {
  const { id, name, language, timeZone, via, shape } = ctx.actor
  const server = systemActor('a merge carries along what its person may not see')
  return {
    ...ctx,
    actor: { ...server, id, name, language, timeZone, via, shape },
  }
}

/** Works out what records would become, as a person has chosen; nothing is written. Throws AppError. */
export async function planMerge(
  ctx: Context,
  name: MergeName,
  stored: readonly Stored[],
  { into, take }: { into: number; take: Choices },
): Promise<Plan> {
  const master = stored.find(({ id }) => id === into)
  if (!master) throw new AppError('invalid', 'error.merge.itself', {}, { field: 'into' })
  // A link that could not be made anew, as to somebody who has left, is nothing to be taken over.
  const rows = await Promise.all(
    stored.map(async (row) =>
      row === master ? row : { ...row, ...(await withLiveLinks(onBehalf(ctx), name, linksIn(ctx, name, row))) },
    ),
  )
  const lines = name === 'deals' ? await linesOf(ctx, rows) : null
  const usual = usualChoices(ctx.actor.shape, name, rows, into)
  if (lines) usual['lines'] = usualLines(rows, lines, into, Number(take['amount'] ?? usual['amount']))
  demandChoices(ctx, name, stored, usual, take)
  const chosen: Record<string, Choice> = { ...usual, ...take }
  const values: Record<string, unknown> = mergedValues(ctx.actor.shape, name, rows, into, chosen)
  demandFitting(ctx, name, values)
  if (values['ownerId'] !== master['ownerId'] && !inScope(ctx.actor, name, 'assign', master))
    throw new AppError('denied', 'error.denied.assign', {}, { field: 'ownerId' })
  return {
    into,
    chosen,
    values,
    lines: lines && { before: lines.get(into)!, after: mergedLines(rows, lines, into, chosen) },
    ...(await sightChanges(ctx, name, stored, { ...master, ...values })),
  }
}

const linksIn = ({ actor }: Context, name: MergeName, row: Stored) =>
  Object.fromEntries(
    Object.entries(fieldsOf(actor, name))
      .filter(([, { to, links, readonly }]) => (to !== undefined || links !== undefined) && !readonly)
      .map(([key]) => [key, row[key]]),
  )

/** What somebody chooses he has to see, and to be allowed to write. Throws AppError. */
function demandChoices(
  { actor }: Context,
  name: MergeName,
  rows: readonly Stored[],
  usual: Choices,
  take: Choices,
): void {
  const parts = new Map(mergeParts(actor.shape, name).map((part) => [part.key, part]))
  for (const [key, choice] of Object.entries(take)) {
    const part = parts.get(key)
    const known = choice === 'all' ? part?.how === 'text' || key === 'lines' : rows.some(({ id }) => id === choice)
    if (!Object.hasOwn(usual, key) || !known)
      throw new AppError('invalid', 'error.merge.part', { field: `${name}.${key}` }, { field: key })
    const fields = part?.fields ?? [key]
    for (const row of rows)
      if (choice !== usual[key] || fields.some((field) => isHidden(actor, name, field, row)))
        demandWritable(actor, name, fields, row)
  }
}

const mostOf: Readonly<Record<string, number>> = { refs: 200, channels: 50, several: 200 }
/** Refuses lists and texts that could not be written in one piece. Throws AppError. */
function demandFitting({ actor }: Context, name: MergeName, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    const { kind } = fieldsOf(actor, name)[key]!
    const most = Array.isArray(value) ? mostOf[kind] : kind === 'longText' ? 20_000 : undefined
    if (most !== undefined && (value as { length: number } | null) && (value as { length: number }).length > most)
      throw new AppError('invalid', 'error.merge.long', { field: `${name}.${key}` }, { field: key })
  }
}

type Lines = ReadonlyMap<number, StoredLine[]>

async function linesOf(ctx: Context, rows: readonly Stored[]): Promise<Lines> {
  const found = Map.groupBy(
    await linesOfDeals(
      ctx,
      rows.map(({ id }) => id),
    ),
    ({ dealId }) => dealId,
  )
  return new Map(
    rows.map(({ id }) => [id, (found.get(id) ?? []).map(({ id: _id, dealId: _deal, ...line }): StoredLine => line)]),
  )
}

/** Where deals have different lines in one currency, all of them; a line that two have is one. */
function usualLines(rows: readonly Stored[], lines: Lines, into: number, amount: number): Choice {
  const filled = rows.filter(({ id }) => lines.get(id)!.length)
  const first = filled.find(({ id }) => id === into) ?? filled[0]
  if (!first || filled.every(({ id }) => isDeepStrictEqual(lines.get(id), lines.get(first.id))))
    return first?.id ?? into
  const currency = rows.find(({ id }) => id === amount)!['currency']
  return filled.every((row) => row['currency'] === currency) ? 'all' : amount
}

function mergedLines(rows: readonly Stored[], lines: Lines, into: number, chosen: Choices): StoredLine[] {
  const choice = chosen['lines']!
  const currencyOf = (id: number) => rows.find((row) => row.id === id)!['currency']
  const currency = currencyOf(Number(chosen['amount'] ?? into))
  const ids = choice === 'all' ? [into, ...rows.map(({ id }) => id).filter((id) => id !== into)] : [choice]
  const used = ids.filter((id) => lines.get(id)!.length)
  if (used.some((id) => currencyOf(id) !== currency))
    throw new AppError('invalid', 'error.merge.currency', {}, { field: 'lines' })
  const all: StoredLine[] = []
  for (const id of used) {
    // Those that are there already stand for as many of the same.
    const left = [...all]
    for (const line of lines.get(id)!) {
      const at = left.findIndex((one) => isDeepStrictEqual(one, line))
      if (at >= 0) left.splice(at, 1)
      else all.push(line)
    }
  }
  return all
}
