import { type ChannelValue, type Field } from './fields.ts'
import type { RowOf } from './records.ts'
import type { Shape } from './shape.ts'

/** What can become one with others of its kind. */
export const mergeNames = ['contacts', 'companies', 'deals'] as const
export type MergeName = (typeof mergeNames)[number]

/** The record whose value is taken; `all`: texts one after another, product lines together. */
export type Choice = number | 'all'
export type Choices = Readonly<Record<string, Choice>>

/** What is chosen as one: a field, or several that say one thing together. */
export interface MergePart {
  key: string
  fields: readonly string[]
  /** `each`: values of all are united, nothing is chosen */
  how: 'one' | 'text' | 'each'
}

const together: Record<MergeName, Readonly<Record<string, readonly string[]>>> = {
  contacts: { name: ['firstName', 'middleName', 'lastName'] },
  companies: { revenue: ['revenue', 'revenueCurrency'] },
  deals: { amount: ['amount', 'currency', 'amountFrom'], origin: ['originator', 'origin'] },
}
/** Where a deal stands is that of the one that stays. */
const unchosen: ReadonlySet<string> = new Set(['pipelineId', 'stageId'])

/** What is decided of each when records of a kind become one: of the fields of the product and of a company's own. */
export function mergeParts(shape: Shape, name: MergeName): MergePart[] {
  const fields = shape.fields[name]
  const groups = together[name]
  const grouped = new Set(Object.values(groups).flat())
  return Object.entries(fields).flatMap(([key, field]): MergePart[] => {
    const group = groups[key]
    if (group) return [{ key, fields: group, how: 'one' }]
    if (field.readonly || grouped.has(key) || unchosen.has(key)) return []
    const how = isSeveral(field) ? 'each' : field.kind === 'longText' ? 'text' : 'one'
    return [{ key, fields: [key], how }]
  })
}
const isSeveral = ({ kind }: Field) => ['refs', 'said', 'channels', 'choices', 'list', 'several'].includes(kind)

type Values = Readonly<Record<string, unknown>> & { id: number }
const longest = 20_000

/** Whether a part says anything: the amount of a deal by its sum, a name by any of its words. */
export function isFilled(part: MergePart, row: Values): boolean {
  const telling = part.key === 'amount' ? ['amount'] : part.fields
  return telling.some((field) => {
    const value = row[field]
    return value !== null && value !== undefined && !(Array.isArray(value) && !value.length)
  })
}

/** What would be taken of each part if nobody chose: that of the one that stays, or, where it says nothing, of another. */
export function usualChoices(
  shape: Shape,
  name: MergeName,
  rows: readonly Values[],
  into: number,
): Record<string, Choice> {
  const master = rows.find(({ id }) => id === into)!
  const usual: Record<string, Choice> = {}
  for (const part of mergeParts(shape, name)) {
    if (part.how === 'each') continue
    const filled = rows.filter((row) => isFilled(part, row))
    const first = isFilled(part, master) ? master : (filled[0] ?? master)
    if (part.how === 'text') {
      const texts = distinctTexts(part.key, filled, into)
      usual[part.key] = texts.length > 1 && texts.join('\n\n').length <= longest ? 'all' : first.id
    } else if (part.key === 'opened')
      // Who saw it by this flag alone is not to see more of it by that.
      usual[part.key] = (rows.find((row) => row['opened'] === false) ?? master).id
    else if (name === 'contacts' && part.key === 'name') usual[part.key] = fullestName(rows, master).id
    else usual[part.key] = first.id
  }
  return usual
}

/** The name with all words of the one that stays, and more. */
function fullestName(rows: readonly Values[], master: Values): Values {
  const wordsOf = (row: Values) => new Set(String(row['name']).toLowerCase().split(/\s+/))
  return rows.reduce((best, row) => {
    const [has, more] = [wordsOf(best), wordsOf(row)]
    return more.size > has.size && has.isSubsetOf(more) ? row : best
  }, master)
}

function distinctTexts(key: string, rows: readonly Values[], into: number): string[] {
  const own = [...rows].sort((a, b) => Number(b.id === into) - Number(a.id === into))
  return [...new Set(own.flatMap((row) => (row[key] === null ? [] : [String(row[key])])))]
}

/** The values of the record that is made of several, as chosen; of what nobody has chosen as usual. */
export function mergedValues<N extends MergeName>(
  shape: Shape,
  name: N,
  rows: readonly Values[],
  into: number,
  choices: Choices,
): Partial<RowOf<N>> {
  const fields = shape.fields[name] as Readonly<Record<string, Field>>
  const usual = usualChoices(shape, name, rows, into)
  const others = rows.filter(({ id }) => id !== into)
  const master = rows.find(({ id }) => id === into)!
  const merged: Record<string, unknown> = {}
  for (const part of mergeParts(shape, name)) {
    if (part.how === 'each') {
      merged[part.key] = united(
        [master, ...others].map((row) => row[part.key]),
        fields[part.key]!,
      )
      continue
    }
    const choice = choices[part.key] ?? usual[part.key]!
    if (choice === 'all') merged[part.key] = distinctTexts(part.key, rows, into).join('\n\n') || null
    else {
      const from = rows.find(({ id }) => id === choice) ?? master
      for (const field of part.fields) merged[field] = from[field]
    }
  }
  // Nothing is a part of itself.
  const own = new Set(rows.map(({ id }) => id))
  for (const [key, { to, kind }] of Object.entries(fields)) {
    if (to !== name || !(key in merged)) continue
    if (kind === 'refs') merged[key] = (merged[key] as number[]).filter((id) => !own.has(id))
    else if (own.has(merged[key] as number)) merged[key] = null
  }
  // Values of the record's own fields, each from one of its rows.
  return merged as Partial<RowOf<N>>
}

function united(values: readonly unknown[], { kind }: Field): unknown {
  // What is said of the links of the one that stays stands.
  if (kind === 'said') return Object.assign({}, ...values.toReversed()) as unknown
  const seen = new Set<unknown>()
  return (values as unknown[][]).flat().filter((one) => {
    const key = kind === 'channels' ? (one as ChannelValue).value : typeof one === 'object' ? JSON.stringify(one) : one
    return seen.has(key) ? false : seen.add(key)
  })
}
