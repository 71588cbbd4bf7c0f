import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { integerId } from './fields.ts'

/** Decimals whose digits never run out before rounding: 15 + 4 digits of price × 14 + 4 of quantity and two percents. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 })

const decimal = (digits: number, scale: number) =>
  z
    .string()
    .max(40)
    .regex(new RegExp(`^-?\\d{1,${digits}}(\\.\\d{1,${scale}})?$`), 'decimal')
const percent = z.string().regex(/^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/, 'percent')

/**
 * One product line as it is given. `price` is what one unit costs before the discount, with the tax in it when `taxIncluded`.
 * A discount is a percent, or a sum per unit in the terms of the price.
 */
export const lineInput = z.strictObject({
  productId: integerId.nullable().optional(),
  name: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .refine((s) => s.isWellFormed() && !s.includes('\0'), 'characters')
    .optional(),
  quantity: decimal(14, 4).default('1'),
  price: decimal(15, 4).optional(),
  discountKind: z.enum(['percent', 'sum']).default('percent'),
  discount: decimal(15, 4).default('0'),
  taxRate: percent.nullable().optional(),
  taxIncluded: z.boolean().optional(),
  unitId: integerId.nullable().optional(),
})
export type LineInput = z.output<typeof lineInput>

export interface LineTerms {
  quantity: string
  price: string
  discountKind: 'percent' | 'sum'
  discount: string
  taxRate: string | null
  taxIncluded: boolean
}

/** Prices of one unit with up to four decimals, sums of the line with the currency's. All exact decimal text. */
export interface LineSums {
  /** of one unit after the discount, with tax */
  unitFinal: string
  /** of the line: before discount, the discount, without tax, the tax, and what is paid */
  before: string
  discountSum: string
  net: string
  taxSum: string
  total: string
}

/**
 * The arithmetic of a line. The unit price after discount is rounded to four decimals, the line to the currency's decimals;
 * the tax is what is left between the two rounded sums, so that net + tax is the total to the last digit.
 */
export function lineSums(line: LineTerms, decimals: number): LineSums {
  const quantity = new Exact(line.quantity)
  const price = new Exact(line.price)
  const rate = new Exact(line.taxRate ?? 0).div(100)
  const off = line.discountKind === 'percent' ? price.mul(line.discount).div(100) : new Exact(line.discount)
  const after = price.minus(off).toDecimalPlaces(4)
  const unitFinal = line.taxIncluded ? after : after.mul(rate.plus(1)).toDecimalPlaces(4)
  const round = (value: Decimal) => value.toDecimalPlaces(decimals)
  const before = round(price.mul(quantity))
  const stated = round(after.mul(quantity))
  const total = line.taxIncluded ? stated : round(after.mul(quantity).mul(rate.plus(1)))
  const net = line.taxIncluded ? round(after.mul(quantity).div(rate.plus(1))) : stated
  const text = (value: Decimal) => value.toFixed(decimals)
  return {
    unitFinal: unitFinal.toFixed(),
    before: text(before),
    discountSum: text(before.minus(stated)),
    net: text(net),
    taxSum: text(total.minus(net)),
    total: text(total),
  }
}

export interface LineTotals {
  before: string
  discount: string
  net: string
  tax: string
  total: string
}

/** Adds lines up. The totals are sums of rounded lines, so that what one sees adds up. */
export function lineTotals(lines: readonly LineSums[], decimals: number): LineTotals {
  const sum = (pick: (line: LineSums) => string) =>
    lines.reduce((all, line) => all.plus(pick(line)), new Exact(0)).toFixed(decimals)
  return {
    before: sum((l) => l.before),
    discount: sum((l) => l.discountSum),
    net: sum((l) => l.net),
    tax: sum((l) => l.taxSum),
    total: sum((l) => l.total),
  }
}
