import { asField, customKey, type CustomFieldFacts, type Extendable } from './customFields.ts'
import type { Field } from './fields.ts'
import { recordNames, records, type RecordName } from './records.ts'
import type { Language } from './users.ts'
import { fieldWords } from './words/fields.ts'

/** The fields of every record as a company has them: those of the product and its own. */
export interface Shape {
  readonly fields: Readonly<Record<RecordName, Readonly<Record<string, Field>>>>
  /** record → the keys of its own fields, in their order */
  readonly custom: Readonly<Partial<Record<RecordName, readonly string[]>>>
  /** `deals.f12` → what is said of it */
  readonly facts: Readonly<Record<string, CustomFieldFacts>>
}

const plain = Object.fromEntries(recordNames.map((name) => [name, records[name].fields])) as unknown as Shape['fields']
/** Without fields of a company's own. */
export const bareShape: Shape = { fields: plain, custom: {}, facts: {} }

/** The shape with these fields added. */
export function shapeOf(customFields: readonly CustomFieldFacts[]): Shape {
  if (!customFields.length) return bareShape
  const fields: Record<string, Readonly<Record<string, Field>>> = { ...plain }
  const custom: Partial<Record<Extendable, string[]>> = {}
  const facts: Record<string, CustomFieldFacts> = {}
  const ordered = customFields.toSorted((a, b) => a.position - b.position || a.id - b.id)
  for (const one of ordered) {
    const key = customKey(one.id)
    fields[one.record] = { ...fields[one.record], [key]: asField(one) }
    ;(custom[one.record] ??= []).push(key)
    facts[`${one.record}.${key}`] = one
  }
  return { fields: fields as Shape['fields'], custom, facts }
}

/** What a field is called: `deals.amount`, `deals.f12`. What is no field is called as it is. */
export function labelOf(shape: Shape, name: string, language: Language): string {
  const own = shape.facts[name]
  if (own) return nameOf(own, language)
  return Object.hasOwn(fieldWords, name) ? fieldWords[name as keyof typeof fieldWords][language] : name
}

export const nameOf = ({ nameEn, nameRu }: Pick<CustomFieldFacts, 'nameEn' | 'nameRu'>, language: Language): string =>
  (language === 'ru' ? (nameRu ?? nameEn) : (nameEn ?? nameRu)) ?? ''
export const helpOf = ({ helpEn, helpRu }: CustomFieldFacts, language: Language): string | null =>
  language === 'ru' ? (helpRu ?? helpEn) : (helpEn ?? helpRu)

/** The fields that a search looks into: those of the record, and every own text. */
export const searchedFields = (shape: Shape, name: RecordName): readonly string[] => [
  ...records[name].searched,
  ...(shape.custom[name] ?? []).filter((key) => isText(shape.fields[name][key]!)),
]
const isText = (field: Field): boolean => field.kind === 'text' || (field.of !== undefined && isText(field.of))
