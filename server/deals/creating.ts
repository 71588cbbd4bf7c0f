import type { Changes } from '../../model/events.ts'
import { lineSums, lineTotals, type LineInput } from '../../model/lines.ts'
import { currencyDecimals } from '../currencies/money.ts'
import { tellAssigned } from '../notifications/assignment.ts'
import { baseCurrency } from '../records/rates.ts'
import type { Context } from '../platform/method.ts'
import { createRecords, type Draft, type NewOf, type Subject, type WriteOptions } from '../records/change.ts'
import { dealsSubject } from './deals.ts'
import { completeLines, demandNumberOfLines, insertLines, type StoredLine } from './lines.ts'
import { mirrorRelations } from './relations.ts'
import { insertStays, writeStageEntries, type StageStay } from './stageEntries.ts'
import { appendDeltas } from './sums.ts'

/** What comes with a new deal beside its fields. */
export interface DealStart {
  lines?: readonly LineInput[]
  /** its stays in stages so far, as told by the system that it came from, the current one last */
  stays?: readonly Omit<StageStay, 'dealId'>[]
}

/**
 * Makes deals with their product lines and their history: one event and one version each. `starts` stand in the order of
 * the inputs. Gives the ids in that order. Throws AppError.
 */
export async function createDeals(
  ctx: Context,
  inputs: readonly NewOf<'deals'>[],
  starts: readonly DealStart[],
  options: WriteOptions = {},
): Promise<number[]> {
  const also = new Map<number, Changes>()
  const lines = new Map<number, readonly StoredLine[]>()
  const withStarts: Subject<'deals'> = {
    name: 'deals',
    async prepare(ctx, drafts, options) {
      for (const [draft, completed] of await startingLines(ctx, drafts, starts)) {
        lines.set(draft.id, completed)
        also.set(draft.id, { lines: [[], completed] })
      }
      await dealsSubject.prepare!(ctx, drafts, options)
    },
    async written(ctx, drafts) {
      const told = drafts.flatMap(({ id }, i) => (starts[i]?.stays ?? []).map((stay) => ({ ...stay, dealId: id })))
      const untold = drafts.filter((_, i) => !starts[i]?.stays?.length)
      const listed = drafts.flatMap(({ id, next }) =>
        lines.has(id) ? [{ dealId: id, currency: next.currency, lines: lines.get(id)! }] : [],
      )
      await Promise.all([
        insertLines(ctx, listed),
        insertStays(ctx, told),
        writeStageEntries(ctx, untold),
        appendDeltas(ctx, drafts),
        tellAssigned(ctx, 'deals', drafts),
        mirrorRelations(ctx, drafts),
      ])
    },
  }
  return createRecords(ctx, withStarts, inputs, { ...options, also })
}

/** Completes the lines from the catalogue; amount and tax of their deals follow. */
async function startingLines(
  ctx: Context,
  drafts: readonly Draft<'deals'>[],
  starts: readonly DealStart[],
): Promise<[Draft<'deals'>, StoredLine[]][]> {
  const coming = drafts.flatMap((draft, i) => (starts[i]?.lines?.length ? [{ draft, inputs: starts[i].lines }] : []))
  if (!coming.length) return []
  for (const { inputs } of coming) demandNumberOfLines(inputs)
  const base = await baseCurrency(ctx)
  for (const { draft } of coming) draft.next.currency ??= base
  const completed = await completeLines(
    ctx,
    coming.map(({ draft, inputs }) => ({ currency: draft.next.currency, lines: inputs })),
  )
  const decimals = await currencyDecimals(ctx)
  return coming.map(({ draft: { next }, draft }, i) => {
    const digits = decimals.get(next.currency) ?? 2
    const { total, tax } = lineTotals(
      completed[i]!.map((line) => lineSums(line, digits)),
      digits,
    )
    next.amountFrom ??= next.amount === null ? 'products' : 'hand'
    if (next.amountFrom === 'products') next.amount = total
    next.tax = tax
    return [draft, completed[i]!]
  })
}
