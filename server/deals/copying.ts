import { daysBetween } from '../../model/repetition.ts'
import type { Field } from '../../model/fields.ts'
import { writable } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { NewOf } from '../records/change.ts'
import { fieldsOf } from '../records/custom.ts'
import { withLiveLinks } from '../records/links.ts'
import { createDeals } from './creating.ts'
import { dayOf, type Deal } from './deals.ts'
import { dealWithLines } from './lines.ts'

/** What a copy takes over of a deal, and of its lines. */
const copiedFields = [
  'title',
  'pipelineId',
  'amount',
  'currency',
  'amountFrom',
  'probability',
  'typeId',
  'sourceId',
  'sourceText',
  'companyId',
  'contactIds',
  'roles',
  'tagIds',
  'comment',
  'info',
  'observerIds',
] as const
const copiedOfLine = [
  'productId',
  'name',
  'quantity',
  'price',
  'discountKind',
  'discount',
  'taxRate',
  'taxIncluded',
  'unitId',
] as const

/** A copy that is for another day than its deal. */
export interface Anew {
  /** the day that it begins on */
  day: string
  timeZone: string
}

/**
 * A new deal like another one, open, at the start of its pipeline, with the same client, products and own fields: what the
 * actor sees of these and may write. Made anew for a day, it begins on it, its other dates keep their distance, its
 * responsible stays where the actor may make him so, and it knows which deal it comes of. Gives its id. Throws AppError.
 */
export async function copyDeal(ctx: Context, id: number, anew?: Anew): Promise<number> {
  const deal = await dealWithLines(ctx, id)
  const row = deal as unknown as Record<string, unknown>
  const own = (ctx.actor.shape.custom.deals ?? []).filter((key) => !ctx.actor.shape.facts[`deals.${key}`]!.distinct)
  const keys = [...copiedFields, ...own, ...(anew ? (['ownerId'] as const) : [])]
  const live = await withLiveLinks(ctx, 'deals', pick(row, keys))
  const fields: Record<string, unknown> = { ...live, ...(anew ? shiftedDates(ctx, deal, live, anew) : {}) }
  const mine = writable(ctx.actor, 'deals', fields as Pick<Deal, 'pipelineId'>)
  const lines = 'amount' in mine ? (deal.products?.lines ?? []).map((line) => pick(line, copiedOfLine)) : []
  const make = async ({ ownerId, ...rest }: Partial<Deal>): Promise<number> => {
    const owner = ownerId ? { ownerId } : {}
    // What the copied deal lacks is asked for at its next move.
    const [copy] = await createDeals(ctx, [{ ...rest, ...owner } as NewOf<'deals'>], [{ lines }], { unasked: true })
    return copy!
  }
  if (!anew) return make(mine)
  const made = { ...mine, repeatOfId: id }
  try {
    return await make(made)
  } catch (error) {
    // Refused before anything is written.
    if (!(error instanceof AppError) || error.key !== 'error.denied.owner') throw error
    return make({ ...made, ownerId: ctx.actor.id! })
  }
}

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]])) as Pick<T, K>

/** The dates of a deal as they are in one that is made for another day. */
function shiftedDates(
  ctx: Context,
  deal: Deal,
  live: Record<string, unknown>,
  { day, timeZone }: Anew,
): Record<string, unknown> {
  // Either may be hidden from the actor.
  const begun =
    (deal.beginDate as string | null | undefined) ??
    dayOf((deal.createdAt as string | undefined) ?? ctx.now, { timeZone })
  const days = daysBetween(begun, day)
  const later = (one: unknown, { kind, of }: Field): unknown => {
    if (Array.isArray(one)) return one.map((each) => later(each, of!)).filter((each) => each !== null)
    if (typeof one !== 'string') return one
    return kind === 'date' ? shiftedDay(one, days) : shiftedMoment(one, days, timeZone)
  }
  const fields = fieldsOf(ctx.actor, 'deals')
  const dated = ({ kind, of }: Field): boolean =>
    kind === 'date' || kind === 'moment' || (of !== undefined && dated(of))
  const own = Object.keys(live).filter((key) => fields[key]?.custom && dated(fields[key]))
  const [beginDate, closeDate] = [deal.beginDate, deal.closeDate].map((one) => one && shiftedDay(one, days))
  return {
    ...Object.fromEntries(own.map((key) => [key, later(live[key], fields[key]!)])),
    beginDate,
    // A deal that was lost early was closed before it was to begin.
    closeDate: beginDate && closeDate && closeDate < beginDate ? beginDate : closeDate,
  }
}

/** Null: there is no such day any more. */
function shiftedDay(day: string, days: number): string | null {
  const shifted = Temporal.PlainDate.from(day).add({ days })
  return shifted.year >= 1 && shifted.year <= 9999 ? shifted.toString() : null
}

/** The same time on the clock of another day. */
function shiftedMoment(moment: string, days: number, timeZone: string): string | null {
  const shifted = Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).add({ days })
  return shifted.year >= 2 && shifted.year <= 9998 ? new Date(shifted.epochMilliseconds).toISOString() : null
}
