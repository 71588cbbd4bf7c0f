import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lineSums, lineTotals, type LineTerms } from './lines.ts'
import { placeBetween } from './places.ts'

const runs = process.env['TEST_LONG'] ? 50_000 : 2000

/** The reference: whole numbers over a power of ten, and nothing else. */
interface Ratio {
  n: bigint
  d: bigint
}
const ratio = (text: string): Ratio => {
  const [whole, fraction = ''] = text.split('.')
  return { n: BigInt(`${whole}${fraction}`), d: 10n ** BigInt(fraction.length) }
}
const times = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d })
const over = (a: Ratio, b: Ratio): Ratio =>
  b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n }
const plus = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d })
const minus = (a: Ratio, b: Ratio): Ratio => plus(a, { n: -b.n, d: b.d })
/** Half away from zero, as people round. */
function rounded({ n, d }: Ratio, digits: number): Ratio {
  const scaled = n * 10n ** BigInt(digits)
  const [size, sign] = scaled < 0n ? [-scaled, -1n] : [scaled, 1n]
  return { n: sign * ((2n * size + d) / (2n * d)), d: 10n ** BigInt(digits) }
}
function text({ n, d }: Ratio): string {
  const digits = d.toString().length - 1
  const plain = (n < 0n ? -n : n).toString().padStart(digits + 1, '0')
  const shown = digits ? `${plain.slice(0, -digits)}.${plain.slice(-digits)}` : plain
  return n < 0n ? `-${shown}` : shown
}

function reference(line: LineTerms, decimals: number) {
  const [price, quantity, discount, hundred] = [
    ratio(line.price),
    ratio(line.quantity),
    ratio(line.discount),
    ratio('100'),
  ]
  const factor = plus(ratio('1'), over(ratio(line.taxRate ?? '0'), hundred))
  const off = line.discountKind === 'percent' ? over(times(price, discount), hundred) : discount
  const after = rounded(minus(price, off), 4)
  const stated = rounded(times(after, quantity), decimals)
  const total = line.taxIncluded ? stated : rounded(times(times(after, quantity), factor), decimals)
  const net = line.taxIncluded ? rounded(over(times(after, quantity), factor), decimals) : stated
  const before = rounded(times(price, quantity), decimals)
  return {
    before: text(before),
    discountSum: text(rounded(minus(before, stated), decimals)),
    net: text(net),
    taxSum: text(rounded(minus(total, net), decimals)),
    total: text(total),
  }
}

const number = (most: number, scale: number, least = 0) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 0, max: 10 ** scale - 1 }), fc.boolean())
    .map(([whole, fraction, plain]) =>
      plain ? String(whole) : `${String(whole)}.${String(fraction).padStart(scale, '0')}`,
    )
const line: fc.Arbitrary<LineTerms> = fc
  .record({
    quantity: number(100_000, 4, -100),
    price: number(10_000_000, 4),
    discountKind: fc.constantFrom('percent' as const, 'sum' as const),
    percent: number(99, 4),
    share: fc.integer({ min: 0, max: 100 }),
    taxRate: fc.option(fc.oneof(fc.constantFrom('0', '5', '10', '18', '20', '7.25'), number(99, 4)), { nil: null }),
    taxIncluded: fc.boolean(),
  })
  .map(({ percent, share, ...rest }) => ({
    ...rest,
    discount: rest.discountKind === 'percent' ? percent : String(Math.floor((Number(rest.price) * share) / 100)),
  }))
// -0 is written as 0 by the reference, and means the same.
const plainZero = (value: string) => (/[1-9]/.test(value) ? value : value.replace('-', ''))

test('the sums of a line equal a reference of whole numbers, to the last digit', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(0, 2, 3), (terms, decimals) => {
      const { unitFinal: _unit, ...sums } = lineSums(terms, decimals)
      assert.deepEqual(
        Object.fromEntries(Object.entries(sums).map(([key, value]) => [key, plainZero(value)])),
        reference(terms, decimals),
      )
    }),
    { numRuns: runs },
  )
})

test('net and tax are the total, in a line and in all; the order of lines does not matter', () => {
  const cents = (value: string) => BigInt(value.replace('.', ''))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const sums = lines.map((terms) => lineSums(terms, 2))
      for (const one of sums) assert.equal(cents(one.net) + cents(one.taxSum), cents(one.total))
      const totals = lineTotals(sums, 2)
      assert.equal(cents(totals.net) + cents(totals.tax), cents(totals.total))
      assert.equal(
        cents(totals.before) - cents(totals.discount),
        sums.reduce((all, one) => all + cents(one.before) - cents(one.discountSum), 0n),
      )
      assert.deepEqual(lineTotals([...sums].reverse(), 2), totals)
    }),
    { numRuns: runs / 10 },
  )
})

test('the documented example: 10 % off a net price of 90,909.09 with 10 % tax is 90,000 with tax', () => {
  const terms: LineTerms = {
    quantity: '1',
    price: '100000',
    discountKind: 'percent',
    discount: '10',
    taxRate: '10',
    taxIncluded: true,
  }
  const { total, net, taxSum } = lineSums(terms, 2)
  assert.deepEqual([total, net, taxSum], ['90000.00', '81818.18', '8181.82'])
  assert.equal(
    lineSums({ ...terms, price: '1.005', discount: '0', taxRate: null }, 2).total,
    '1.01',
    'no float was here',
  )
})

test('a place between two neighbours is between them, however often one drops there', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (drops) => {
      const column: string[] = []
      for (const drop of drops) {
        const at = drop % (column.length + 1)
        column.splice(at, 0, placeBetween(column[at - 1] ?? null, column[at] ?? null))
      }
      for (let i = 1; i < column.length; i++) {
        const gap = minus(ratio(column[i]!), ratio(column[i - 1]!))
        assert.ok(gap.n > 0n, `${column[i - 1]!} stands above ${column[i]!}`)
      }
    }),
    { numRuns: 300 },
  )
})

test('at one and the same spot there is room for hundreds of drops', () => {
  for (const [above, below] of [
    ['0', '1'],
    ['-1', '-0.999'],
    ['99999999', '100000000'],
  ] as const) {
    for (const side of ['above', 'below'] as const) {
      let [upper, lower]: [string, string] = [above, below]
      for (let drop = 0; drop < 400; drop++) {
        const place = placeBetween(upper, lower)
        assert.ok(minus(ratio(place), ratio(upper)).n > 0n && minus(ratio(lower), ratio(place)).n > 0n)
        if (side === 'above') upper = place
        else lower = place
      }
    }
  }
})
