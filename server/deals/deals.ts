import { sql } from 'kysely'
import { placeBetween } from '../../model/places.ts'
import type { RowOf } from '../../model/records.ts'
import type { Actor } from '../../model/access.ts'
import { scopeCondition } from '../access/scope.ts'
import { demandMoney } from '../currencies/money.ts'
import { tellAssigned } from '../notifications/assignment.ts'
import { baseCurrency, Exact, ratesFor } from '../records/rates.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type ChangeOf, type Draft, type Subject, type WriteOptions } from '../records/change.ts'
import { companyOf } from '../records/company.ts'
import { lockRows } from '../records/read.ts'
import { askFields } from './asking.ts'
import { demandEntry } from './entering.ts'
import { linesTotals } from './lines.ts'
import { demandRelations, holdRelations, mirrorRelations } from './relations.ts'
import { writeStageEntries } from './stageEntries.ts'
import { appendDeltas } from './sums.ts'

export type Deal = RowOf<'deals'>

export const dealsSubject: Subject<'deals'> = {
  name: 'deals',
  hold: holdRelations,
  async prepare(ctx, drafts, options) {
    for (const { id, next } of drafts) next.title ??= ctx.actor.language === 'ru' ? `Сделка № ${id}` : `Deal #${id}`
    const fresh = drafts.some(({ old }) => !old)
    await Promise.all([
      settleStages(ctx, drafts),
      markRepeats(ctx, drafts),
      demandRelations(ctx, drafts),
      fresh && companyOf(ctx),
    ])
    settleDates(ctx, drafts)
    await Promise.all([settleAmounts(ctx, drafts), askFields(ctx, drafts, options)])
  },
  async written(ctx, drafts) {
    await Promise.all([
      writeStageEntries(ctx, drafts),
      appendDeltas(ctx, drafts),
      tellAssigned(ctx, 'deals', drafts),
      mirrorRelations(ctx, drafts),
    ])
  },
}

/** The day it is for a person. */
export const today = (ctx: Context): string => dayOf(ctx.now, ctx.actor)
export const dayOf = (moment: string, { timeZone }: Pick<Actor, 'timeZone'>): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString()

interface StageFacts {
  id: number
  pipelineId: number
  meaning: Deal['state']
  /** the smallest place in the column */
  top: string | null
}

/** The stage, its pipeline, what it means, since when, and the place in its column. */
async function settleStages(ctx: Context, drafts: Draft<'deals'>[]): Promise<void> {
  const entering = drafts.filter(({ old, next }) => old?.stageId !== next.stageId || old.pipelineId !== next.pipelineId)
  if (!entering.length) return
  const named = entering.map(({ next }) => next.stageId as number | null).filter((id) => id !== null)
  const unnamed = entering.filter(({ next }) => (next.stageId as number | null) === null)
  const firstOf = unnamed.length
    ? sql`or pipeline_id = any(${unnamed.map(({ next }) => next.pipelineId)}::int[])
        or pipeline_id = (select id from pipelines where removed_at is null order by position, id limit 1)`
    : sql``
  // With the place of whoever stands on top of the columns that deals may come into. Held until the deals are written, or
  // a stage could be removed meanwhile.
  const { rows } = await sql<StageFacts>`
    select id, pipeline_id, meaning, case when id = any(${named}::int[]) or (${unnamed.length > 0} and meaning = 'open') then (
      select d.position from deals d where d.stage_id = s.id and d.removed_at is null order by d.position, d.id limit 1) end top
    from stages s where removed_at is null and (id = any(${named}::int[]) ${firstOf})
    order by (select position from pipelines p where p.id = s.pipeline_id), pipeline_id, position, id
    for key share of s`.execute(ctx.db)
  const stages = new Map(rows.map((row) => [row.id, row]))
  for (const { old, next, given } of entering) {
    // Named by nobody: the first stage of the named pipeline, else of the first.
    if ((next.stageId as number | null) === null) {
      const pipelineId = (next.pipelineId as number | null) ?? rows[0]?.pipelineId
      const first = rows.find((stage) => stage.pipelineId === pipelineId && stage.meaning === 'open')
      if (!first) throw new AppError('invalid', 'error.pipeline.stages', {}, { field: 'pipelineId' })
      next.stageId = first.id
    }
    const stage = stages.get(next.stageId)
    if (!stage) throw new AppError('invalid', 'error.unknown', { field: 'deals.stageId' }, { field: 'stageId' })
    if (
      (next.pipelineId as number | null) !== null &&
      next.pipelineId !== stage.pipelineId &&
      !(old && old.pipelineId === next.pipelineId)
    ) {
      throw new AppError('invalid', 'error.stage.pipeline', {}, { field: 'stageId' })
    }
    next.pipelineId = stage.pipelineId
    next.state = stage.meaning
    if (old) await demandEntry(ctx, old, next)
    // Moments told by the system that a deal came from hold; people can't give them.
    // A request that had to wait for another's has an earlier moment than it: time in the log never runs backwards.
    if (!given.has('stageSince')) next.stageSince = old && old.stageSince > ctx.now ? old.stageSince : ctx.now
    if (stage.meaning === 'open') next.closedAt = null
    else if (!given.has('closedAt')) next.closedAt = old && old.state !== 'open' ? old.closedAt : ctx.now
  }
  // New arrivals stand on top of their column, in their order.
  const tops = new Map(rows.map(({ id, top }) => [id, top]))
  for (const { next } of entering.filter(({ old, next: { position } }) => !old || old.position === position)) {
    next.position = placeBetween(null, tops.get(next.stageId) ?? null)
    tops.set(next.stageId, next.position)
  }
}

function settleDates(ctx: Context, drafts: readonly Draft<'deals'>[]): void {
  for (const { old, next, given } of drafts) {
    if (!old) {
      if (!given.has('beginDate')) next.beginDate = today(ctx)
      if (!given.has('closeDate'))
        next.closeDate = daysAfter(next.beginDate && next.beginDate > today(ctx) ? next.beginDate : today(ctx), 7)
    }
    if (next.state !== 'open' && old?.state !== next.state && !given.has('closeDate'))
      next.closeDate = dayOf(next.closedAt ?? ctx.now, ctx.actor)
    if (
      (['beginDate', 'closeDate'] as const).some((key) => given.has(key) && next[key] !== old?.[key]) &&
      next.beginDate &&
      next.closeDate &&
      next.closeDate < next.beginDate
    ) {
      throw new AppError('invalid', 'error.dates', {}, { field: 'closeDate' })
    }
  }
}

const daysAfter = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString()

/** The amount and where it comes from, its currency, its worth in the base currency. */
async function settleAmounts(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const priced = drafts.filter(
    ({ old, next, given }) =>
      !old || old.currency !== next.currency || pricing.some((key) => given.has(key)) || old.tax !== next.tax,
  )
  if (priced.length) await settlePrices(ctx, priced)
  await countInBase(ctx, drafts)
}
const pricing = ['amount', 'amountFrom', 'amountBase', 'currency'] as const satisfies (keyof Deal)[]

async function settlePrices(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const base = await baseCurrency(ctx)
  const withLines = await linesTotals(
    ctx,
    drafts.filter(({ old }) => old !== null),
  )
  for (const { id, old, next, given } of drafts) {
    const lines = withLines.get(id)
    next.currency ??= base
    if (!old) {
      next.amountFrom ??= next.amount === null ? 'products' : 'hand'
      // Where there are no lines, a given amount is somebody's.
      if (next.amount !== null && next.tax === null) next.amountFrom = 'hand'
    } else if (given.has('amount') && next.amountFrom === 'products' && next.amount !== old.amount) {
      if (lines && !(next.amount !== null && new Exact(next.amount).eq(lines.total)))
        throw new AppError('invalid', 'error.amount.products', {}, { field: 'amount' })
      if (!lines && next.amount !== null) next.amountFrom = 'hand'
    }
    if (lines) {
      if (next.amountFrom === 'products') next.amount = lines.total
      next.tax = lines.tax
    } else if (old) {
      if (next.amountFrom === 'products') next.amount = null
      next.tax = null
    }
  }
  await demandMoney(ctx, 'deals', drafts)
  for (const { next } of drafts) {
    if (next.amount !== null && new Exact(next.amount).abs().gte('1e15'))
      throw new AppError('invalid', 'error.amount.large', {}, { field: 'amount' })
  }
}

/** Open deals at today's rate, closed ones at that of their close day; what is not touched keeps its worth. */
async function countInBase(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const touched = drafts.filter(
    ({ old, next, given }) =>
      !old ||
      given.has('amountBase') ||
      old.amount !== next.amount ||
      old.currency !== next.currency ||
      old.state !== next.state ||
      (next.state !== 'open' && old.closeDate !== next.closeDate),
  )
  if (!touched.length) return
  const question = (next: Deal) => ({
    currency: next.currency,
    day: next.state === 'open' ? null : (next.closeDate ?? dayOf(next.closedAt ?? ctx.now, ctx.actor)),
  })
  const rate = await ratesFor(
    ctx,
    touched.map(({ next }) => question(next)),
  )
  const { baseCurrency: base, decimals: all } = await companyOf(ctx)
  const decimals = all.get(base) ?? 2
  for (const { next } of touched) {
    const worth = rate(question(next))
    next.amountBase = next.amount === null ? null : new Exact(next.amount).mul(worth).toFixed(decimals)
  }
}

/** Whether the client of a new deal had come before, and whether he had bought. */
async function markRepeats(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  for (const { old, next } of drafts) if (!old) Object.assign(next, { returnCustomer: false, repeatedApproach: false })
  const fresh = drafts.filter(({ old, next }) => !old && (next.companyId !== null || next.contactIds.length))
  if (!fresh.length) return
  const companies = [...new Set(fresh.flatMap(({ next }) => next.companyId ?? []))]
  const contacts = [...new Set(fresh.flatMap(({ next }) => next.contactIds))]
  const { rows } = await sql<{ kind: 'company' | 'contact'; id: number; won: boolean }>`
    select 'company' kind, c.id, exists (select 1 from deals d where d.company_id = c.id and d.removed_at is null and d.state = 'won') won
    from unnest(${companies}::int[]) c(id) where exists (select 1 from deals d where d.company_id = c.id and d.removed_at is null)
    union all
    select 'contact', c.id, exists (select 1 from deal_contacts l join deals d on d.id = l.deal_id where l.contact_id = c.id and d.removed_at is null and d.state = 'won')
    from unnest(${contacts}::int[]) c(id)
    where exists (select 1 from deal_contacts l join deals d on d.id = l.deal_id where l.contact_id = c.id and d.removed_at is null)`.execute(
    ctx.db,
  )
  const known = new Map(rows.map(({ kind, id, won }) => [`${kind} ${id}`, won]))
  for (const { next } of fresh) {
    const before = [`company ${next.companyId}`, ...next.contactIds.map((id) => `contact ${id}`)].flatMap(
      (client) => known.get(client) ?? [],
    )
    next.returnCustomer = before.includes(true)
    next.repeatedApproach = before.length > 0 && !next.returnCustomer
  }
}

export interface Move {
  id: number
  stageId: number
  /** the deal to stand under; null or nothing: on top */
  after?: number | null | undefined
  /** the very place in the column, when a move is taken back */
  place?: string | undefined
  version?: number | undefined
  /** what is to be filled in with the move */
  fields?: ChangeOf<'deals'> | undefined
}

/** Moves a deal to a stage, of its own or another pipeline, and to a place in the column. Throws AppError. */
export async function moveDeal(
  ctx: Context,
  { id, stageId, after, place: given, version, fields }: Move,
  options: WriteOptions = {},
): Promise<void> {
  const place =
    given ??
    (after === undefined
      ? null
      : after === null
        ? await placeAbove(ctx, id, stageId)
        : await placeUnder(ctx, id, stageId, after))
  const { pipelineId: _pipeline, ...filled } = (fields ?? {}) as Partial<Deal>
  // The pipeline follows from the stage.
  const asked: Partial<Deal> = { ...filled, stageId, ...(place === null ? {} : { position: place }) }
  const filledIn = Object.keys(fields ?? {}).some((key) => !options.derived?.includes(key))
  if (filledIn) await lockRows(ctx, 'deals', [id], 'edit')
  await changeRecords(ctx, dealsSubject, [{ id, version, fields: asked }], {
    event: 'deals.moved',
    action: 'move',
    ...options,
  })
}

/** The place on top of a column; null for the deal that stands there already. */
async function placeAbove(ctx: Context, id: number, stageId: number): Promise<string | null> {
  const {
    rows: [top],
  } = await sql<{ id: number; position: string }>`
    select id, position from deals where stage_id = ${stageId} and removed_at is null order by position, id limit 1`.execute(
    ctx.db,
  )
  return top?.id === id ? null : placeBetween(null, top?.position ?? null)
}

async function placeUnder(ctx: Context, id: number, stageId: number, after: number): Promise<string> {
  // One at a time in a column, or two drops at one spot would get one place.
  await sql`select pg_advisory_xact_lock(hashtext('places of stage'), ${stageId}::int)`.execute(ctx.db)
  const {
    rows: [above],
  } = await sql<{ position: string }>`
    select d.position from deals d where d.id = ${after} and d.stage_id = ${stageId} and d.removed_at is null and ${scopeCondition(ctx.actor, 'deals', 'see', 'd')}`.execute(
    ctx.db,
  )
  if (!above) throw new AppError('invalid', 'error.place', {}, { field: 'after' })
  const {
    rows: [below],
  } = await sql<{ position: string }>`
    select position from deals where stage_id = ${stageId} and removed_at is null and id <> ${id} and position > ${above.position}::numeric
    order by position limit 1`.execute(ctx.db)
  return placeBetween(above.position, below?.position ?? null)
}
