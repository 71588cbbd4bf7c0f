import { z } from 'zod'
import { channelTypes, type Field, type Kind, type RefTarget } from '../../model/fields.ts'
import { meanings, stageColors } from '../../model/pipelines.ts'
import { records, type RecordName } from '../../model/records.ts'
import type { Shape } from '../../model/shape.ts'
import { AppError } from '../platform/errors.ts'
import { delimiters, encodings } from './reading.ts'

/** The records that a file may bring. Currencies, pipelines and stages are set up, not brought. */
export const imported = [
  'users',
  'departments',
  'terms',
  'contacts',
  'companies',
  'productSections',
  'products',
  'deals',
] as const satisfies readonly RecordName[]
export type Imported = (typeof imported)[number]
/** What can be made from a name alone. */
const madeByName: readonly RefTarget[] = [
  'users',
  'departments',
  'terms',
  'contacts',
  'companies',
  'productSections',
  'products',
]

const word = z.string().min(1).max(255)
const fieldName = z.string().min(1).max(64)

/** How the cells of a column are written. */
const written = z.strictObject({
  date: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD.MM.YY', 'DD/MM/YYYY', 'MM/DD/YYYY']).optional(),
  /** the decimal mark; the other one, spaces and apostrophes part thousands */
  decimal: z.enum(['.', ',']).optional(),
  /** what a number is multiplied by: 1000000 where the file tells millions */
  times: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,8})?$/, 'decimal')
    .optional(),
  yes: z.array(word).max(20).optional(),
  no: z.array(word).max(20).optional(),
  /** what parts several values in one cell */
  separator: z.string().min(1).max(3).optional(),
  /** of phones, emails, sites, messengers */
  type: z.enum(channelTypes).optional(),
})
export type Written = z.output<typeof written>

const cell = {
  column: word,
  as: written.optional(),
  /** the field by which a reference is named: the name, if left out */
  by: fieldName.optional(),
  /** what becomes of a reference to something that is not there */
  missing: z.enum(['create', 'refuse', 'empty']).default('refuse'),
}
const columnToField = z.strictObject({ ...cell, field: fieldName })
const columnAlone = z.strictObject({ column: word, as: written.optional() })
export type ColumnToField = z.output<typeof columnToField>

const line = z.strictObject({
  product: z.strictObject(cell).optional(),
  name: columnAlone.optional(),
  /** a number, or the column that holds it */
  quantity: z.union([z.string().regex(/^\d{1,14}(\.\d{1,4})?$/, 'decimal'), columnAlone]).default('1'),
  /** the catalogue price where left out or empty */
  price: columnAlone.optional(),
})

const step = {
  columns: z.array(columnToField).max(200).default([]),
  /** field → constant; a reference as `{name: "…"}` */
  set: z.record(fieldName, z.union([z.strictObject({ name: word }), z.json()])).default({}),
  /** field → texts with `{column}` in them; the first one whose columns are all filled is taken */
  templates: z
    .record(
      fieldName,
      z.union([
        z
          .string()
          .max(500)
          .transform((text) => [text]),
        z.array(z.string().max(500)).min(1).max(5),
      ]),
    )
    .default({}),
  /** field → what an earlier record of the same row is called */
  links: z.record(fieldName, word).default({}),
  /** the fields by which a record that is there already is recognised, or its phones or emails, of which one has to be
   * the same; none: every row makes a new one */
  key: z.array(fieldName).max(4).default([]),
  /** phones or emails by one of which a record is recognised before it is by its key */
  firstBy: fieldName.optional(),
  /** what becomes of one that is there: left as it is, its empty fields filled, or its fields overwritten */
  existing: z.enum(['skip', 'fill', 'overwrite']).default('fill'),
  /** product lines of a deal */
  lines: z.array(line).max(20).optional(),
  /** what a row is whose key an earlier row of the file has: more lines of the same deal */
  repeated: z.literal('lines').optional(),
  /** stage → column with the day, or the moment, on which a deal entered it */
  moments: z.record(word, word).optional(),
}
const oneOfRow = z.strictObject({ record: z.enum(imported), called: word.optional(), ...step })
type StepPlan = z.output<typeof oneOfRow>
/** What makes one record of a row, with the fields that the record has. */
export type Step = StepPlan & { fields: Readonly<Record<string, Field>> }

const pipeline = z.strictObject({
  name: z.string().trim().min(1).max(120),
  stages: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(120),
        meaning: z.enum(meanings).default('open'),
        color: z.enum(stageColors).optional(),
      }),
    )
    .max(100),
})
export type EnsuredPipeline = z.output<typeof pipeline>

/** What to make of a file: documented in docs/import.md. */
export const mappingSchema = z.strictObject({
  /** the record that each row is; several records of one row stand in `rows` instead */
  record: z.enum(imported).optional(),
  ...step,
  rows: z.array(oneOfRow).min(1).max(20).optional(),
  /** column → written in the file → to be read as */
  values: z.record(word, z.record(z.string().max(1000), z.string().max(1000))).default({}),
  /** how cells are written where a column does not say */
  as: written.default({}),
  /** columns left out on purpose */
  leftOut: z.array(word).max(500).default([]),
  /** made, where absent, before the rows */
  ensure: z.strictObject({ pipelines: z.array(pipeline).max(20).default([]) }).default({ pipelines: [] }),
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  /** of a workbook; the first that is not empty if left out */
  sheet: z.string().max(255).optional(),
  /** the row that holds the headings, 0 where none does and columns are called by their number; the first that holds
   * anything if left out */
  header: z.int().min(0).max(1000).optional(),
})
export type Mapping = z.output<typeof mappingSchema>

/** The files of one set, in the order in which they are brought. */
export const setSchema = z.strictObject({
  name: z.string().max(255).optional(),
  files: z
    .array(
      z.strictObject({
        file: z
          .string()
          .min(1)
          .max(255)
          .regex(/^[^/\\]+$/),
        mapping: mappingSchema,
      }),
    )
    .min(1)
    .max(50),
})

/** The records that a row makes, in order; the last one is what the row is. */
export function stepsOf(mapping: Mapping): StepPlan[] {
  if (mapping.rows) return mapping.rows
  const { record, columns, set, templates, links, key, firstBy, existing, lines, repeated, moments } = mapping
  if (!record) throw mappingError('record')
  return [{ record, columns, set, templates, links, key, firstBy, existing, lines, repeated, moments }]
}

export const mappingError = (problem: string) => new AppError('invalid', 'error.import.mapping', { problem })

/** The fields of a record that a file may fill; what is said of links is not: a cell does not tell of which. */
export const fillable = (shape: Shape, record: Imported): Readonly<Record<string, Field>> =>
  Object.fromEntries(Object.entries(shape.fields[record]).filter(([, { kind }]) => kind !== 'said'))

/** The fields that a step writes; the lines of a deal come as `lines`. */
export const fieldsWritten = ({
  columns,
  set,
  templates,
  links,
}: Pick<StepPlan, 'columns' | 'set' | 'templates' | 'links'>): string[] => [
  ...columns.map(({ field }) => field),
  ...Object.keys(set),
  ...Object.keys(templates),
  ...Object.keys(links),
]

/** Judges a mapping against the records: it names fields that there are and that may be written. Throws AppError. */
export function demandMapping(mapping: Mapping, shape: Shape): Step[] {
  const steps = stepsOf(mapping).map((step): Step => ({ ...step, fields: fillable(shape, step.record) }))
  const called = new Map<string, Imported>()
  for (const step of steps) {
    const { record, columns, set, templates, links, key, lines, moments, called: name } = step
    const { fields } = step
    const given = fieldsWritten(step)
    for (const field of given) {
      if (!Object.hasOwn(fields, field)) throw new AppError('invalid', 'error.field', { field: `${record}.${field}` })
      if (fields[field]!.readonly && !isWholeName(record, field))
        throw new AppError('invalid', 'error.import.readonly', { field: `${record}.${field}` })
    }
    for (const [field, value] of Object.entries(set)) {
      if (isNamed(value) ? fields[field]!.kind !== 'ref' : !fields[field]!.schema.safeParse(value).success)
        throw mappingError(`${record}.set.${field}`)
    }
    for (const field of Object.keys(templates))
      if (!['text', 'longText'].includes(fields[field]!.kind)) throw mappingError(`${record}.templates.${field}`)
    for (const [field, link] of Object.entries(links)) {
      const target = fields[field]!
      if (!target.to || target.to !== called.get(link)) throw mappingError(`${record}.links.${field}`)
    }
    for (const field of key) {
      if (
        !given.includes(field) ||
        fields[field]!.custom ||
        !(keyKinds.has(fields[field]!.kind) || (isChannelKey(step) && key.length === 1))
      )
        throw mappingError(`${record}.key.${field}`)
    }
    const { firstBy } = step
    if (firstBy !== undefined && !(given.includes(firstBy) && key.length && isChannel(record, firstBy)))
      throw mappingError(`${record}.firstBy`)
    for (const { field, by, missing } of columns) {
      const { to } = fields[field]!
      if (to) demandReference(`${record}.${field}`, to, by, missing)
    }
    for (const { product, name: named } of lines ?? []) {
      if (!product && !named) throw mappingError(`${record}.lines`)
      if (product) demandReference(`${record}.lines`, 'products', product.by, product.missing)
    }
    if (record !== 'deals' && (lines ?? moments)) throw mappingError(`${record}.${lines ? 'lines' : 'moments'}`)
    if (step.repeated && (!lines || !key.length || step !== steps.at(-1))) throw mappingError(`${record}.repeated`)
    if (moments && !given.includes('stageId')) throw mappingError(`${record}.moments`)
    if (name) called.set(name, record)
  }
  return steps
}

const keyKinds: ReadonlySet<Kind> = new Set(['text', 'ref', 'choice', 'currency', 'date', 'integer'])

const isChannel = (record: Imported, field: string): boolean =>
  ['phone', 'email'].includes((records[record].fields as Record<string, Field>)[field]?.channel ?? '')
/** Whether records are recognised by a phone or an email alone, however many they have. */
export const isChannelKey = ({ record, key }: Pick<Step, 'record' | 'key'>): boolean =>
  key[0] !== undefined && isChannel(record, key[0])
/** The phones or emails that records are recognised by, if they are. */
export const channelOf = (step: Pick<Step, 'record' | 'key' | 'firstBy'>): string | null =>
  isChannelKey(step) ? step.key[0]! : (step.firstBy ?? null)

/** The whole name of a person is made of its parts; a file may give it whole. */
export const isWholeName = (record: Imported, field: string): boolean => record === 'contacts' && field === 'name'

function demandReference(place: string, to: RefTarget, by: string | undefined, missing: string): void {
  const named = records[to].fields as Record<string, Field>
  if (by !== undefined && named[by]?.kind !== 'text') throw mappingError(`${place}.by`)
  if (missing === 'create' && (!madeByName.includes(to) || (by !== undefined && by !== records[to].named)))
    throw mappingError(`${place}.missing`)
}

export const isNamed = (value: unknown): value is { name: string } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  typeof (value as { name?: unknown }).name === 'string'

/** The columns that a mapping reads. */
export function columnsRead(mapping: Mapping): string[] {
  const steps = stepsOf(mapping)
  return [
    ...new Set(
      steps.flatMap(({ columns, templates, lines, moments }) => [
        ...columns.map(({ column }) => column),
        ...Object.values(templates).flatMap((texts) => texts.flatMap(placeholders)),
        ...(lines ?? []).flatMap(({ product, name, quantity, price }) =>
          [product, name, typeof quantity === 'string' ? undefined : quantity, price].flatMap(
            (one) => one?.column ?? [],
          ),
        ),
        ...Object.values(moments ?? {}),
      ]),
    ),
  ]
}

export const placeholders = (text: string): string[] => [...text.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!)
