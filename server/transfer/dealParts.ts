import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import type { LineInput } from '../../model/lines.ts'
import type { RowOf } from '../../model/records.ts'
import type { DealStart } from '../deals/creating.ts'
import { setProductsOfMany } from '../deals/lines.ts'
import { loggedStays, rewriteStageEntries, type StageStay } from '../deals/stageEntries.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Step } from './mapping.ts'
import { RowsRefused, type Entry } from './rows.ts'

type Deal = RowOf<'deals'>
interface StageFacts {
  id: number
  pipelineId: number
  nameKey: string
  meaning: Deal['state']
}
/** What a row says of a deal beside its fields: product lines, and when it entered which stage. */
export interface DealParts {
  /** since when it stands in its stage and when it was closed, as far as the row tells */
  moments(entry: Entry): Partial<Deal>
  /** what a new deal begins with */
  start(entry: Entry): DealStart
  /** writes lines and log of deals that are there; gives those that changed */
  write(
    ids: ReadonlyMap<Entry, number>,
    deals: ReadonlyMap<number, Deal>,
    existing: Step['existing'],
  ): Promise<number[]>
}

/** Reads the stages that the rows tell of. Throws RowsRefused for rows whose moments contradict the order of stages. */
export async function dealParts(
  ctx: Context,
  { lines, moments }: Step,
  entries: readonly Entry[],
  importId: number,
): Promise<DealParts> {
  const stages = moments ? await stagesAround(ctx, entries) : []
  const histories = new Map(entries.map((entry) => [entry, historyOf(stages, entry)]))
  const refused = entries.filter((entry) => !inOrder(histories.get(entry)!))
  if (refused.length)
    throw new RowsRefused(new Map(refused.map(({ row }) => [row, new AppError('invalid', 'error.import.order')])))

  return {
    moments(entry) {
      const last = histories.get(entry)!.at(-1)
      if (!last?.at) return {}
      return { stageSince: last.at, ...(last.stage.meaning === 'open' ? {} : { closedAt: last.at }) }
    },
    start(entry) {
      const stays = staysOf(ctx, histories.get(entry)!, undefined)
      return { ...(lines ? { lines: linesOf(entry) } : {}), ...(stays.length ? { stays } : {}) }
    },
    async write(ids, deals, existing) {
      const changed = new Set<number>()
      if (lines) {
        const bare = existing === 'fill' ? await withoutLines(ctx, [...ids.values()]) : null
        const inputs = [...ids]
          .filter(([, dealId]) => !bare || bare.has(dealId))
          .map(([entry, dealId]) => ({ dealId, lines: linesOf(entry) }))
        for (const id of await setProductsOfMany(ctx, inputs, { importId })) changed.add(id)
      }
      if (existing === 'overwrite') {
        const told = [...ids].flatMap(([entry, dealId]) =>
          staysOf(ctx, histories.get(entry)!, deals.get(dealId)).map((stay) => ({ dealId, ...stay })),
        )
        for (const id of await rewrite(ctx, told)) changed.add(id)
      }
      return [...changed]
    },
  }
}

const linesOf = ({ ready, products }: Entry): LineInput[] =>
  (ready.lines ?? []).map(({ input }, i) => ({ ...input, productId: products[i] ?? null }))

interface Entered {
  stage: StageFacts
  /** null: the file does not say */
  at: string | null
}

/** The stages of the pipelines that the entries are in, in their order. */
async function stagesAround(ctx: Context, entries: readonly Entry[]): Promise<StageFacts[]> {
  const ids = [...new Set(entries.flatMap(({ values }) => (values['stageId'] as number | null | undefined) ?? []))]
  const { rows } = await sql<StageFacts>`
    select id, pipeline_id, name_key, meaning from stages where removed_at is null
      and pipeline_id in (select pipeline_id from stages where id = any(${ids}::int[])) order by pipeline_id, position, id`.execute(
    ctx.db,
  )
  return rows
}

/** The stages in progress that it has come through on told days, and the one in which it stands, last. */
function historyOf(stages: readonly StageFacts[], { ready, values }: Entry): Entered[] {
  const current = stages.find(({ id }) => id === values['stageId'])
  if (!ready.moments || !current) return []
  const told = new Map(ready.moments.map(([name, at]) => [textKey(name), at]))
  const own = stages.filter(({ pipelineId }) => pipelineId === current.pipelineId)
  const before = own
    .slice(0, own.indexOf(current))
    .flatMap((stage) =>
      stage.meaning === 'open' && told.has(stage.nameKey) ? [{ stage, at: told.get(stage.nameKey)! }] : [],
    )
  return [...before, { stage: current, at: told.get(current.nameKey) ?? null }]
}

const inOrder = (history: readonly Entered[]) =>
  history.every(({ at }, i) => i === 0 || at === null || history[i - 1]!.at! <= at)

/** A stage entered on an untold day was entered when the deal was seen in it first. */
function staysOf(ctx: Context, history: readonly Entered[], deal: Deal | undefined): Omit<StageStay, 'dealId'>[] {
  if (!history.length || (history.length === 1 && history[0]!.at === null)) return []
  return history.map(({ stage, at }) => ({
    stageId: stage.id,
    pipelineId: stage.pipelineId,
    enteredAt: at ?? (deal?.stageId === stage.id ? deal.stageSince : ctx.now),
  }))
}

/** Writes the logs that say something else than is told. Gives their deals. */
async function rewrite(ctx: Context, told: readonly StageStay[]): Promise<number[]> {
  const stays = Map.groupBy(told, ({ dealId }) => dealId)
  if (!stays.size) return []
  const logged = Map.groupBy(await loggedStays(ctx, [...stays.keys()]), ({ dealId }) => dealId)
  const different = [...stays].filter(([id, list]) => !isDeepStrictEqual(list, logged.get(id)))
  if (!different.length) return []
  const ids = different.map(([id]) => id)
  await rewriteStageEntries(
    ctx,
    ids,
    different.flatMap(([, list]) => list),
  )
  return ids
}

async function withoutLines(ctx: Context, ids: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select x.id from unnest(${ids}::int[]) x(id) where not exists (select 1 from deal_lines l where l.deal_id = x.id)`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}
