import { Decimal } from 'decimal.js'
import { z } from 'zod'
import {
  decimalText,
  integerId,
  kinds,
  operators,
  textKey,
  type Field,
  type Fields,
  type Operator,
  type Sum,
} from './fields.ts'

/** The one filter tree: list, board, totals, export and automation all speak it. */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { field: string; op: Operator; value?: FilterValue | undefined }
export type FilterValue = Scalar | Scalar[]
type Scalar = string | number | boolean

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()])
const leaf = z.strictObject({
  field: z.string().max(64),
  op: z.enum(operators),
  value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
})
const limits = { depth: 12, conditions: 200 }

/** The shape of a filter; whether its fields and values make sense is `checkFilter`'s question. */
export const filterSchema: z.ZodType<Filter, Filter> = z.lazy(() =>
  z.union([
    leaf,
    z.strictObject({ and: z.array(filterSchema).max(100) }),
    z.strictObject({ or: z.array(filterSchema).max(100) }),
    z.strictObject({ not: filterSchema }),
  ]),
)

export type Condition = { name: string; field: Field; op: Operator; value: FilterValue | undefined }

/** What is wrong with a filter: a key of the words, and the name of the field. */
export class FilterError extends Error {
  reason: 'filter.field' | 'filter.operator' | 'filter.value' | 'filter.depth' | 'filter.size'
  field: string
  constructor(reason: FilterError['reason'], field = '') {
    super(`${reason} ${field}`)
    this.reason = reason
    this.field = field
  }
}

/** Every condition of a filter, each checked against its field. Throws FilterError. */
export function checkFilter(fields: Fields, filter: Filter): Condition[] {
  const found: Condition[] = []
  const walk = (node: Filter, depth: number): void => {
    if (depth > limits.depth) throw new FilterError('filter.depth')
    if ('and' in node) return node.and.forEach((n) => walk(n, depth + 1))
    if ('or' in node) return node.or.forEach((n) => walk(n, depth + 1))
    if ('not' in node) return walk(node.not, depth + 1)
    found.push(checkCondition(fields, node))
    if (found.length > limits.conditions) throw new FilterError('filter.size')
  }
  walk(filter, 0)
  return found
}

function checkCondition(fields: Fields, { field: name, op, value }: Extract<Filter, { field: string }>): Condition {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!field) throw new FilterError('filter.field', name)
  if (!(kinds[field.kind].operators as readonly Operator[]).includes(op)) throw new FilterError('filter.operator', name)
  if (op === 'empty' || op === 'filled') {
    if (value !== undefined) throw new FilterError('filter.value', name)
    return { name, field, op, value }
  }
  const list = Array.isArray(value) ? value : [value]
  const wanted = op === 'between' ? list.length === 2 : Array.isArray(value) === (op === 'in' || op === 'notIn')
  if (!wanted || !list.every((v) => fits(field, v))) throw new FilterError('filter.value', name)
  return { name, field, op, value }
}

const worthText = decimalText(15, 4)

function fits(field: Field, value: unknown): boolean {
  if (field.kind === 'sum') return worthText.safeParse(value).success
  if (field.kind === 'several') return typeof value === 'string' || typeof value === 'number'
  switch (kinds[field.kind].compare) {
    case 'key':
      return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
    case null:
      if (field.values) return typeof value === 'string' && field.values.includes(value)
      return integerId.safeParse(value).success
    default:
      // The schema of a field that may be empty takes an empty text for nothing.
      return value !== null && value !== '' && field.schema.safeParse(value).success
  }
}

/** Whether a row, as the API shows it, is one of those that the filter means. Holds exactly what the SQL of the same filter holds. */
export function matches(fields: Fields, row: Record<string, unknown>, filter: Filter): boolean {
  if ('and' in filter) return filter.and.every((f) => matches(fields, row, f))
  if ('or' in filter) return filter.or.some((f) => matches(fields, row, f))
  if ('not' in filter) return !matches(fields, row, filter.not)
  const field = fields[filter.field]
  if (!field) throw new FilterError('filter.field', filter.field)
  const mine = row[filter.field]
  if (field.kind === 'several') return hasSome(mine as unknown[], filter)
  const none = mine === null || mine === undefined || (Array.isArray(mine) && mine.length === 0)
  const compare = (other: unknown) => compareValues(field, mine, other)
  const list = Array.isArray(filter.value) ? filter.value : [filter.value]
  const among = () => (Array.isArray(mine) ? list.some((v) => mine.includes(v)) : list.some((v) => compare(v) === 0))
  switch (filter.op) {
    case 'empty':
      return none
    case 'filled':
      return !none
    case 'ne':
      return none || compare(list[0]) !== 0
    case 'notIn':
      return none || !among()
  }
  if (none) return false
  switch (filter.op) {
    case 'eq':
      return compare(list[0]) === 0
    case 'in':
      return among()
    case 'lt':
      return compare(list[0]) < 0
    case 'lte':
      return compare(list[0]) <= 0
    case 'gt':
      return compare(list[0]) > 0
    case 'gte':
      return compare(list[0]) >= 0
    case 'between':
      return compare(list[0]) >= 0 && compare(list[1]) <= 0
    case 'contains':
      return textKey(String(mine)).includes(textKey(String(list[0])))
    case 'startsWith':
      return textKey(String(mine)).startsWith(textKey(String(list[0])))
  }
}

/** Of a field with several values: whether any of them is meant. They are compared as texts, folded. */
function hasSome(mine: readonly unknown[] | undefined, { op, value }: Extract<Filter, { field: string }>) {
  const keys = (mine ?? []).map((one) => severalKey(one))
  const asked = (Array.isArray(value) ? value : [value]).map((one) => severalKey(one))
  switch (op) {
    case 'empty':
      return !keys.length
    case 'filled':
      return keys.length > 0
    case 'contains':
      return keys.some((key) => key.includes(asked[0]!))
    case 'in':
      return keys.some((key) => asked.includes(key))
    default:
      return !keys.some((key) => asked.includes(key))
  }
}
/** What one of several values is compared by. */
export const severalKey = (value: unknown): string => textKey(String(value))

/** Orders two values of a field as the database does: texts by their keys and code points, decimals exactly, moments by time. */
export function compareValues(field: Field, a: unknown, b: unknown): number {
  switch (kinds[field.kind].compare) {
    case 'decimal':
      return new Decimal(worth(a)).comparedTo(new Decimal(worth(b)))
    case 'key':
      return compareText(textKey(String(a)), textKey(String(b)))
    case 'number':
      return Math.sign(Number(a) - Number(b))
    case 'text':
      return field.kind === 'moment'
        ? Math.sign(Date.parse(String(a)) - Date.parse(String(b)))
        : compareText(String(a), String(b))
    case null:
      return a === b ? 0 : a! < b! ? -1 : 1
  }
}

/** A sum is compared by its worth in the base currency. */
const worth = (value: unknown): string =>
  typeof value === 'object' && value !== null ? (value as Sum).base : String(value)

/** By code points, as PostgreSQL's "C" collation orders UTF-8; JavaScript alone would order by UTF-16 units. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const [x, y] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
    if (difference !== 0) return Math.sign(difference)
  }
  return Math.sign(x.length - y.length)
}
