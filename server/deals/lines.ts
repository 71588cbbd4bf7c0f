import { sql } from 'kysely'
import { lineSums, lineTotals, type LineInput, type LineSums, type LineTotals } from '../../model/lines.ts'
import { demandWritable, isHidden } from '../access/fields.ts'
import { inScope, scopeCondition } from '../access/scope.ts'
import { currencyDecimals } from '../currencies/money.ts'
import { Exact, ratesFor } from '../records/rates.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type Draft } from '../records/change.ts'
import { ifShown } from '../records/columns.ts'
import { demandNoConflict } from '../records/conflict.ts'
import { getRecord, lockRows, tellable, writtenRecord, type Full } from '../records/read.ts'
import { plainDecimal } from '../records/values.ts'
import { dealsSubject, type Deal } from './deals.ts'
import { closedStages } from './entering.ts'

const mostLines = 500

/** A product line as it is stored; all numbers are decimal text. */
export interface StoredLine {
  productId: number | null
  name: string
  quantity: string
  price: string
  discountKind: 'percent' | 'sum'
  discount: string
  taxRate: string | null
  taxIncluded: boolean
  unitId: number | null
}
/** A line with its sums in the currency of the deal. */
export type DealLine = StoredLine & LineSums & { id: number }
export interface DealLines {
  lines: DealLine[]
  totals: LineTotals
  currency: string
  amountFrom: Deal['amountFrom']
}

/** `products`: null where the actor does not see what the deal comes to */
export type DealWithLines = Full<'deals'> & {
  products: DealLines | null
  /** stages that the actor can't bring it to, with what is missing */
  closed: Record<number, string>
}

/** The product lines of a deal that the actor sees. Throws AppError. */
export async function dealLines(ctx: Context, dealId: number): Promise<DealLines> {
  const {
    rows: [deal],
  } = await sql<{ currency: string; amountFrom: Deal['amountFrom']; pipelineId: number }>`
    select d.currency, d.amount_from, d.pipeline_id from deals d where d.id = ${dealId} and ${tellable(ctx, 'deals', 'd')}`.execute(
    ctx.db,
  )
  if (!deal) throw new AppError('missing', 'error.missing')
  if (isHidden(ctx.actor, 'deals', 'lines', deal))
    throw new AppError('denied', 'error.denied.field', { field: 'deals.products' }, { field: 'lines' })
  return linesOfSeen(ctx, dealId, deal)
}

/** A deal with its lines: both are read at once. */
export const dealWithLines = (ctx: Context, id: number): Promise<DealWithLines> =>
  withLines(ctx, getRecord(ctx, 'deals', id), id)

/** The deal that the actor has just made, for his answer: it may be out of his sight. */
export const writtenDeal = (ctx: Context, id: number): Promise<DealWithLines> =>
  withLines(ctx, writtenRecord(ctx, 'deals', id), id)

async function withLines(ctx: Context, reading: Promise<Full<'deals'>>, id: number): Promise<DealWithLines> {
  const [deal, closed, ...ready] = await Promise.all([
    reading,
    closedStages(ctx, id),
    linesOfDeals(ctx, [id]),
    currencyDecimals(ctx),
  ])
  return {
    ...deal,
    closed,
    products: isHidden(ctx.actor, 'deals', 'lines', deal) ? null : masked(ctx, summed(deal, ...ready)),
  }
}

const linesOfSeen = async (ctx: Context, id: number, deal: Pick<Deal, 'currency' | 'amountFrom'>): Promise<DealLines> =>
  masked(ctx, summed(deal, ...(await Promise.all([linesOfDeals(ctx, [id]), currencyDecimals(ctx)]))))

const seesProducts = ({ actor }: Context) => inScope(actor, 'products', 'see', {})
const masked = (ctx: Context, told: DealLines): DealLines => ({ ...told, lines: withoutUnseen(ctx, told.lines) })

/** Lines as the actor sees them: without their products where these are out of his sight. */
export const withoutUnseen = <T extends Pick<StoredLine, 'productId'>>(ctx: Context, lines: readonly T[]): T[] =>
  seesProducts(ctx) ? [...lines] : lines.map((line) => ({ ...line, productId: null }))

/** The lines of a deal as they are, for the server's own use after a right has been judged. */
export const storedLines = async (ctx: Context, dealId: number): Promise<StoredLine[]> =>
  (await linesOfDeals(ctx, [dealId])).map(({ id: _id, dealId: _deal, ...line }) => line)

/** Lines given by who does not see products, with those that the deal has: what he could not name stays. */
function keepUnseenProducts(
  ctx: Context,
  lines: readonly LineInput[],
  before: readonly StoredLine[],
): readonly LineInput[] {
  if (seesProducts(ctx)) return lines
  const left = before.filter(({ productId }) => productId !== null)
  return lines.map((line) => {
    const at = line.productId ? -1 : left.findIndex(({ name }) => name === line.name)
    return at < 0 ? line : { ...line, productId: left.splice(at, 1)[0]!.productId }
  })
}

function summed(
  { currency, amountFrom }: Pick<Deal, 'currency' | 'amountFrom'>,
  stored: readonly (StoredLine & { id: number; dealId: number })[],
  decimalsOf: ReadonlyMap<string, number>,
): DealLines {
  const decimals = decimalsOf.get(currency) ?? 2
  const lines = stored.map(({ dealId: _deal, ...line }) => ({ ...line, ...lineSums(line, decimals) }))
  return { lines, totals: lineTotals(lines, decimals), currency, amountFrom }
}

export async function linesOfDeals(
  ctx: Context,
  dealIds: readonly number[],
): Promise<(StoredLine & { id: number; dealId: number })[]> {
  const { rows } = await sql<StoredLine & { id: number; dealId: number }>`
    select id, deal_id, product_id, name, quantity, price, discount_kind, discount, tax_rate, tax_included, unit_id
    from deal_lines where deal_id = any(${dealIds}::int[]) order by deal_id, position`.execute(ctx.db)
  return rows
}

/** Total and tax of the lines of each deal that has any, in the currency that the deal is to have. */
export async function linesTotals(
  ctx: Context,
  drafts: readonly Draft<'deals'>[],
): Promise<Map<number, { total: string; tax: string }>> {
  const concerned = drafts.filter(
    ({ old, next, given }) =>
      given.has('amount') || given.has('amountFrom') || given.has('amountBase') || old?.currency !== next.currency,
  )
  const totals = new Map<number, { total: string; tax: string }>()
  // Others keep the tax that they have.
  for (const { id, next } of drafts) if (next.tax !== null) totals.set(id, { total: next.amount ?? '0', tax: next.tax })
  if (!concerned.length) return totals
  const decimals = await currencyDecimals(ctx)
  const stored = Map.groupBy(
    await linesOfDeals(
      ctx,
      concerned.map(({ id }) => id),
    ),
    (line) => line.dealId,
  )
  for (const { id, next } of concerned) {
    const lines = stored.get(id)
    totals.delete(id)
    if (!lines?.length) continue
    const digits = decimals.get(next.currency) ?? 2
    const { total, tax } = lineTotals(
      lines.map((line) => lineSums(line, digits)),
      digits,
    )
    totals.set(id, { total, tax })
  }
  return totals
}

/** Replaces the product lines of a deal; its amount follows unless it is set by hand. One event, one version. Throws AppError. */
export async function setProducts(
  ctx: Context,
  dealId: number,
  lines: readonly LineInput[],
  options: { version?: number | undefined; undoes?: number; importId?: number } = {},
): Promise<void> {
  await setProductsOfMany(ctx, [{ dealId, lines, version: options.version }], options)
}

/** The same for many deals with the same few statements. Gives the deals whose lines really changed. Throws AppError. */
export async function setProductsOfMany(
  ctx: Context,
  inputs: readonly { dealId: number; lines: readonly LineInput[]; version?: number | undefined }[],
  options: { undoes?: number; importId?: number } = {},
): Promise<number[]> {
  if (!inputs.length) return []
  for (const { lines } of inputs) demandNumberOfLines(lines)
  const ids = inputs.map(({ dealId }) => dealId)
  const deals = await lockRows(ctx, 'deals', ids, 'edit')
  const dealOf = (id: number) => deals.get(id)!
  // Before the lines are compared: whether they are the same is not told either.
  for (const id of ids) demandWritable(ctx.actor, 'deals', ['lines'], dealOf(id))
  if (ids.some((id) => dealOf(id).removedAt)) throw new AppError('conflict', 'error.removed')
  const stored = Map.groupBy(await linesOfDeals(ctx, ids), (line) => line.dealId)
  const before = (id: number) => stored.get(id) ?? []
  const completed = await completeLines(
    ctx,
    inputs.map(({ dealId, lines }) => {
      const kept = keepUnseenProducts(ctx, lines, before(dealId))
      // What is put back was there.
      const known = options.undoes === undefined ? before(dealId) : kept
      return { currency: dealOf(dealId).currency, lines: kept, known: new Set(known.map((line) => line.productId)) }
    }),
  )
  const different = inputs.flatMap(({ dealId, version }, i) => {
    const had = before(dealId).map(({ id: _id, dealId: _deal, ...line }) => line)
    const lines = completed[i]!
    return JSON.stringify(had) === JSON.stringify(lines) ? [] : [{ dealId, version, before: had, lines }]
  })
  if (!different.length) return []
  for (const { dealId, version, before, lines } of different) {
    if (version === undefined) continue
    const row = { ...dealOf(dealId), lines: before }
    await demandNoConflict(ctx, 'deals', row, { lines } as object, version)
  }
  await writeLines(
    ctx,
    different.map(({ dealId, lines }) => ({ dealId, currency: dealOf(dealId).currency, lines })),
  )
  // Naming `amountBase` has the amounts counted anew; its value is the server's own.
  return changeRecords(
    ctx,
    dealsSubject,
    different.map(({ dealId, version }) => ({
      id: dealId,
      version,
      fields: { amountBase: dealOf(dealId).amountBase },
    })),
    {
      event: 'deals.productsSet',
      also: new Map(different.map(({ dealId, before, lines }) => [dealId, { lines: [before, lines] }])),
      ...origin(options),
    },
  )
}

export function demandNumberOfLines(lines: readonly LineInput[]): void {
  if (lines.length > mostLines)
    throw new AppError('invalid', 'error.products.many', { max: mostLines }, { field: 'lines' })
}

const origin = ({ undoes, importId }: { undoes?: number; importId?: number }) => ({
  ...(undoes === undefined ? {} : { undoes }),
  ...(importId === undefined ? {} : { importId }),
})

export interface LinesOfDeal {
  dealId: number
  currency: string
  lines: readonly StoredLine[]
}

/** Writes the lines of deals, in place of those they had. */
export async function writeLines(ctx: Context, deals: readonly LinesOfDeal[]): Promise<void> {
  await sql`delete from deal_lines where deal_id = any(${deals.map(({ dealId }) => dealId)}::int[])`.execute(ctx.db)
  await insertLines(ctx, deals)
}

/** Writes the lines of deals that have none. */
export async function insertLines(ctx: Context, deals: readonly LinesOfDeal[]): Promise<void> {
  if (!deals.length) return
  const decimals = await currencyDecimals(ctx)
  const rows = deals.flatMap(({ dealId, currency, lines }) =>
    lines.map((line, position) => ({
      deal_id: dealId,
      position,
      product_id: line.productId,
      name: line.name,
      quantity: line.quantity,
      price: line.price,
      discount_kind: line.discountKind,
      discount: line.discount,
      tax_rate: line.taxRate,
      tax_included: line.taxIncluded,
      unit_id: line.unitId,
      total: lineSums(line, decimals.get(currency) ?? 2).total,
    })),
  )
  if (!rows.length) return
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.id(column)))
  await sql`insert into deal_lines (${columns}) select ${columns} from json_populate_recordset(null::deal_lines, ${JSON.stringify(rows)}::json)`.execute(
    ctx.db,
  )
}

interface CatalogueEntry {
  id: number
  name: string
  price: string | null
  currency: string
  taxRate: string | null
  taxIncluded: boolean
  unitId: number | null
}

/**
 * Completes given lines from the catalogue: name, price (turned into the currency of the deal at today's rate), tax and
 * unit. Gives the lines of each deal. Throws AppError naming the line.
 */
export async function completeLines(
  ctx: Context,
  deals: readonly {
    currency: string
    lines: readonly LineInput[]
    /** products that may be named though they are out of sight: the deal has them */
    known?: ReadonlySet<number | null | undefined>
  }[],
): Promise<StoredLine[][]> {
  const ids = [...new Set(deals.flatMap(({ lines }) => lines.flatMap((line) => line.productId ?? [])))]
  const products = new Map<number, CatalogueEntry>()
  const shown = (field: string) => ifShown(ctx.actor, 'products', field, 'p', sql.ref(`p.${field}`))
  if (ids.length) {
    const { rows } = await sql<CatalogueEntry>`
      select p.id, p.name, ${shown('price')}::numeric as price, p.currency, ${shown('taxRate')}::numeric as tax_rate, p.tax_included, ${shown('unitId')}::int as unit_id from products p
      where p.id = any(${ids}::int[]) and ${scopeCondition(ctx.actor, 'products', 'see', 'p')}`.execute(ctx.db)
    for (const row of rows) products.set(row.id, row)
  }
  const units = await knownUnits(ctx, deals)
  const questions = deals.flatMap(({ currency, lines }) =>
    lines.flatMap((line) => {
      const product = line.productId ? products.get(line.productId) : undefined
      return product && line.price === undefined && product.currency !== currency
        ? [
            { currency: product.currency, day: null },
            { currency, day: null },
          ]
        : []
    }),
  )
  const rate = await ratesFor(ctx, questions)
  return deals.map(({ currency, lines, known }) =>
    lines.map((line, i): StoredLine => {
      const product = line.productId ? products.get(line.productId) : undefined
      if (line.productId && !product && !known?.has(line.productId))
        throw new AppError(
          'invalid',
          'error.unknown',
          { field: `lines.${i}.productId` },
          { field: `lines.${i}.productId` },
        )
      if (line.unitId && !units.has(line.unitId))
        throw new AppError('invalid', 'error.unknown', { field: 'products.unitId' }, { field: `lines.${i}.unitId` })
      const name = line.name ?? product?.name
      if (!name) throw new AppError('invalid', 'error.products.name', { line: i + 1 }, { field: `lines.${i}.name` })
      const catalogue =
        line.price !== undefined || product?.price == null
          ? undefined
          : product.currency === currency
            ? product.price
            : new Exact(product.price)
                .mul(rate({ currency: product.currency, day: null }))
                .div(rate({ currency, day: null }))
                .toDecimalPlaces(4)
                .toFixed()
      const price = line.price ?? catalogue
      if (price === undefined)
        throw new AppError('invalid', 'error.products.price', { line: i + 1 }, { field: `lines.${i}.price` })
      const over =
        line.discountKind === 'percent'
          ? new Exact(line.discount).gt(100)
          : new Exact(line.discount).gt(new Exact(price).abs())
      if (over)
        throw new AppError('invalid', 'error.products.discount', { line: i + 1 }, { field: `lines.${i}.discount` })
      return {
        productId: line.productId ?? null,
        name,
        quantity: plainDecimal(line.quantity),
        price: plainDecimal(price),
        discountKind: line.discountKind,
        discount: plainDecimal(line.discount),
        taxRate: line.taxRate === undefined ? (product?.taxRate ?? null) : line.taxRate && plainDecimal(line.taxRate),
        taxIncluded: line.taxIncluded ?? product?.taxIncluded ?? false,
        unitId: line.unitId === undefined ? (product?.unitId ?? null) : line.unitId,
      }
    }),
  )
}

/** Which of the named units there are; one that is used no longer may stay in a line. */
async function knownUnits(ctx: Context, deals: readonly { lines: readonly LineInput[] }[]): Promise<Set<number>> {
  const ids = [...new Set(deals.flatMap(({ lines }) => lines.flatMap((line) => line.unitId ?? [])))]
  if (!ids.length) return new Set()
  const { rows } = await sql<{ id: number }>`
    select id from terms where id = any(${ids}::int[]) and dictionary = 'unit'`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}
