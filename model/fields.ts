import { z } from 'zod'
import type { Action } from './access.ts'

// In a browser, schemas compiled by eval would offend the content security policy: already the look whether they may.
if ('document' in globalThis) z.config({ jitless: true })

/** What can be asked of a value. A kind of field lists the ones that make sense for it. */
export const operators = [
  'eq',
  'ne',
  'in',
  'notIn',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'startsWith',
  'empty',
  'filled',
] as const
export type Operator = (typeof operators)[number]

const ordered = ['eq', 'ne', 'in', 'notIn', 'lt', 'lte', 'gt', 'gte', 'between', 'empty', 'filled'] as const
const chosen = ['eq', 'ne', 'in', 'notIn', 'empty', 'filled'] as const
const among = ['in', 'notIn', 'empty', 'filled'] as const

/**
 * The kinds of field. `column` is the PostgreSQL type (`null`: the values live in a link table of their own),
 * `compare` names how two values are ordered; `key` says that a folded copy of the text is stored for comparing.
 */
export const kinds = {
  id: { column: 'integer', operators: ordered, compare: 'number', key: false },
  integer: { column: 'integer', operators: ordered, compare: 'number', key: false },
  decimal: { column: 'numeric', operators: ordered, compare: 'decimal', key: false },
  money: { column: 'numeric', operators: ordered, compare: 'decimal', key: false },
  currency: { column: 'text', operators: chosen, compare: 'text', key: false },
  text: {
    column: 'text',
    operators: ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'empty', 'filled'],
    compare: 'key',
    key: true,
  },
  longText: { column: 'text', operators: ['empty', 'filled'], compare: null, key: false },
  yesNo: { column: 'boolean', operators: ['eq', 'ne'], compare: 'number', key: false },
  date: { column: 'date', operators: ordered, compare: 'text', key: false },
  moment: { column: 'timestamptz', operators: ordered, compare: 'text', key: false },
  choice: { column: 'text', operators: chosen, compare: 'text', key: false },
  choices: { column: 'text[]', operators: among, compare: null, key: false },
  ref: { column: 'integer', operators: chosen, compare: null, key: false },
  refs: { column: null, operators: among, compare: null, key: false },
  channels: { column: 'jsonb', operators: ['empty', 'filled'], compare: null, key: false },
  list: { column: 'jsonb', operators: [], compare: null, key: false },
  said: { column: null, operators: [], compare: null, key: false },
  sum: { column: 'numeric', operators: ordered, compare: 'decimal', key: false },
  several: { column: 'jsonb', operators: ['in', 'notIn', 'contains', 'empty', 'filled'], compare: null, key: false },
} as const satisfies Record<string, KindOfField>

interface KindOfField {
  column: string | null
  operators: readonly Operator[]
  compare: 'number' | 'decimal' | 'text' | 'key' | null
  key: boolean
}
export type Kind = keyof typeof kinds

/** One attribute of a record: enough to type it, check it, store it, filter it, draw it and export it. */
export interface Field<
  T = unknown,
  Required extends boolean = boolean,
  Readonly extends boolean = boolean,
  Made extends boolean = boolean,
> {
  kind: Kind
  schema: z.ZodType<T>
  /** never null once stored */
  required: Required
  /** set by the server alone */
  readonly: Readonly
  /** filled in by the server when left out of a new record */
  made: Made
  /** the record that a `ref` or `refs` points at */
  to?: RefTarget
  /** the dictionary that a reference to `terms` is limited to */
  dictionary?: string
  /** the sibling field that holds the currency of a `money` */
  currency?: string
  /** the field whose order stands for this one's: amounts of different currencies are ordered by their worth */
  sortedBy?: string
  /** the values of a `choice` or `choices` */
  values?: readonly string[]
  /** which kind of channel: phones are kept in E.164, emails in lower case */
  channel?: Channel
  /** the sibling `refs` each link of which a `said` says something of */
  links?: string
  /** how a text is written */
  format?: Format
  /** of a `several`: the field of each of its values */
  of?: Field
  /** added by the company; its values stand beside those of the record's own fields, under a key like `f12` */
  custom?: true
}

export type RefTarget =
  | 'users'
  | 'departments'
  | 'roles'
  | 'pipelines'
  | 'stages'
  | 'terms'
  | 'contacts'
  | 'companies'
  | 'products'
  | 'productSections'
  | 'deals'
  | 'activities'
export type Channel = 'phone' | 'email' | 'site' | 'messenger'
export type Format = 'phone' | 'email' | 'link'

type Options = { required?: boolean; readonly?: boolean; made?: boolean }
type Yes<B> = [B] extends [true] ? true : false
type Made<T, O extends Options> = Field<
  Yes<O['required']> extends true ? T : T | null,
  Yes<O['required']>,
  Yes<O['readonly']>,
  Yes<O['made']>
>
type More = Pick<
  Field,
  'to' | 'dictionary' | 'currency' | 'sortedBy' | 'values' | 'channel' | 'links' | 'format' | 'of'
>

function field<T, const O extends Options>(
  kind: Kind,
  schema: z.ZodType<T>,
  options: O | undefined,
  more: More = {},
): Made<T, O> {
  const required = options?.required ?? false
  // The conditional type states for the compiler what `required` says at run time.
  return {
    kind,
    required,
    readonly: options?.readonly ?? false,
    made: options?.made ?? false,
    schema: required ? schema : nothing(schema),
    ...more,
  } as unknown as Made<T, O>
}

/** An empty text is no value, so that a cleared input clears. */
const nothing = (schema: z.ZodType) => z.preprocess((value) => (value === '' ? null : value), schema.nullable())

/** Text that PostgreSQL can hold and that reads back as it was written: no NUL, no half of a surrogate pair, NFC. */
export const clean = (max: number) =>
  z
    .string()
    .max(max)
    .refine((s) => s.isWellFormed() && !s.includes('\0'), 'characters')
    .transform((s) => s.normalize('NFC').trim())
    .pipe(z.string().max(max))

const words = (max: number) => clean(max).pipe(z.string().min(1).max(max))
export const integerId = z.int().min(1).max(2_147_483_647)
export const calendarDate = z.iso.date().refine((s) => s >= '0001-01-01', 'date')
/** A moment that both a Date and PostgreSQL can hold: years 1 to 9999, in UTC too. */
const instant = z.iso.datetime({ offset: true }).refine((s) => {
  const at = Date.parse(s)
  return at >= Date.parse('0001-01-01T00:00:00Z') && at <= Date.parse('9999-12-31T23:59:59.999Z')
}, 'date')
export const decimalText = (digits: number, scale: number) =>
  z
    .string()
    .max(40)
    .regex(new RegExp(`^-?\\d{1,${digits}}(\\.\\d{1,${scale}})?$`), 'decimal')

export const id = <const O extends Options>(o?: O) => field('id', integerId, o)
export const integer = <const O extends Options>(range: { min?: number; max?: number }, o?: O) =>
  field(
    'integer',
    z
      .int()
      .min(range.min ?? -2_147_483_648)
      .max(range.max ?? 2_147_483_647),
    o,
  )
/** An exact decimal as text: quantities, rates, percents. `scale` is the number of digits after the point. */
export const decimal = <const O extends Options>(scale: number, o?: O) => field('decimal', decimalText(14, scale), o)
/** An amount in the currency named by the sibling field `currency`, as decimal text. */
export const money = <const O extends Options & { sortedBy?: string }>(currency: string, o?: O) =>
  field('money', decimalText(15, 4), o, o?.sortedBy ? { currency, sortedBy: o.sortedBy } : { currency })
export const currencyCode = <const O extends Options>(o?: O) =>
  field('currency', z.string().regex(/^[A-Z]{3}$/, 'currency'), o)
export const text = <const O extends Options>(max: number, o?: O) => field('text', words(max), o)
/** A number given by a tax office, in whichever country: letters and figures, written without what only parts them. */
export const taxNumber = <const O extends Options>(o?: O) =>
  field(
    'text',
    z
      .string()
      .max(60)
      .transform((s) =>
        s
          .normalize('NFKC')
          .replace(/[\s./‐-―-]/gu, '')
          .toUpperCase(),
      )
      .pipe(z.string().regex(/^(?=(?:\D*\d){5})[\p{L}\d]{5,20}$/u, 'taxNumber')),
    o,
  )
export const longText = <const O extends Options>(max: number, o?: O) => field('longText', words(max), o)
export const yesNo = <const O extends Options>(o?: O) => field('yesNo', z.boolean(), o)
export const date = <const O extends Options>(o?: O) => field('date', calendarDate, o)
export const moment = <const O extends Options>(o?: O) => field('moment', instant, o)
export const choice = <const V extends readonly [string, ...string[]], const O extends Options>(values: V, o?: O) =>
  field<V[number], O>('choice', z.enum(values), o, { values })
/** The name of a dictionary: one of the product's own, or that of a list of the company's, like `f12`. */
export const dictionaryName = <const V extends readonly [string, ...string[]], const O extends Options>(
  values: V,
  o?: O,
) => field<string, O>('choice', z.union([z.enum(values), z.string().regex(/^f[1-9]\d{0,9}$/)]), o)
export const choices = <const V extends readonly [string, ...string[]], const O extends Options>(values: V, o?: O) =>
  field<V[number][], O>('choices', z.array(z.enum(values)).max(values.length), o, { values })
export const ref = <const O extends Options>(to: RefTarget, o?: O) => field('ref', integerId, o, { to })
/** A reference to one word of a dictionary: a source, a type, an industry. */
export const term = <const O extends Options>(dictionary: string, o?: O) =>
  field('ref', integerId, o, { to: 'terms', dictionary })
const many = z
  .array(integerId)
  .max(200)
  .refine((list) => new Set(list).size === list.length, 'twice')
/** Ordered references, kept in a link table; the first is the primary one. Never null: none is an empty list. */
export const refs = (to: RefTarget, o?: { readonly?: boolean }) =>
  field('refs', many, { ...o, required: true, made: true } as const, { to })
export const tags = (dictionary: string) =>
  field('refs', many, { required: true, made: true } as const, { to: 'terms', dictionary })

const saidOf = <T>(links: string, schema: z.ZodType<T>, more: More = {}) =>
  field(
    'said',
    z.record(z.string().regex(/^[1-9]\d{0,9}$/), schema).refine((said) => Object.keys(said).length <= 200, 'many'),
    { required: true, made: true } as const,
    { ...more, links },
  )
/**
 * What is said of each link of a sibling `refs`, as the position in a company: id → text. Never null. A change names what
 * is to be said anew, null to say no more; of the other links the same is said as before.
 */
export const textOfLinks = (links: string, max: number) =>
  saidOf(links, nothing(words(max)) as z.ZodType<string | null>)
/** The same with a word of a dictionary for each link. */
export const termOfLinks = (links: string, dictionary: string) =>
  saidOf(links, integerId.nullable(), { to: 'terms', dictionary })
/** A text that is a phone, an address of mail, or a link. */
export const written = (format: Format) => field('text', words(500), {}, { format })
/** An amount with its currency; `base` is its worth in the base currency at the day it was written, kept by the server. */
export interface Sum {
  amount: string
  currency: string
  base: string
}
const sumSchema: z.ZodType<Omit<Sum, 'base'> & { base?: string | undefined }> = z.strictObject({
  amount: decimalText(15, 4),
  currency: z.string().regex(/^[A-Z]{3}$/, 'currency'),
  base: z.string().max(60).optional(),
})
export const sum = () => field('sum', sumSchema, {})
/** Any number of values of one kind, in order. Never null: none is an empty list. */
export const several = (of: Field) =>
  field(
    'several',
    z
      .array(of.schema.refine((value) => value !== null, 'format'))
      .max(200)
      .refine((all) => new Set(all).size === all.length, 'twice'),
    { required: true, made: true } as const,
    { of },
  )

/** Typed phones, emails, sites or messengers, in order. Never null: none is an empty list. */
export const channels = (channel: Channel) =>
  field(
    'channels',
    z.array(z.strictObject({ type: z.enum(channelTypes), value: words(255) })).max(50),
    { required: true, made: true } as const,
    { channel },
  )
/** A list of things that have a shape of their own, as the grants of a role. Never null: none is an empty list. */
export const list = <T>(schema: z.ZodType<T>, max: number) =>
  field('list', z.array(schema).max(max), { required: true, made: true } as const)
export const channelTypes = [
  'work',
  'mobile',
  'home',
  'fax',
  'other',
  'telegram',
  'whatsapp',
  'viber',
  'max',
  'vk',
  'skype',
] as const
export type ChannelValue = { type: (typeof channelTypes)[number]; value: string }

export type Fields = Record<string, Field>
export type Value<F> = F extends Field<infer T> ? T : never
type Keys<F, Required, Readonly, Given> = {
  [K in keyof F]: F[K] extends Field<unknown, infer Q, infer R, infer M>
    ? R extends Readonly
      ? (Q extends true ? (M extends true ? false : true) : false) extends Given
        ? Q extends Required
          ? K
          : never
        : never
      : never
    : never
}[keyof F]

export type Row<F> = { [K in keyof F]: Value<F[K]> }
/** What makes a record: required fields that the server does not fill in itself must be given. */
export type New<F> = { [K in Keys<F, boolean, false, true>]: Value<F[K]> } & {
  [K in Keys<F, boolean, false, false>]?: Value<F[K]> | undefined
}
export type Change<F> = { [K in Keys<F, boolean, false, boolean>]?: Value<F[K]> | undefined }

/** What every record has, whatever else it has. */
const common = {
  id: id({ required: true, readonly: true }),
  version: integer({ min: 1 }, { required: true, readonly: true }),
  createdAt: moment({ required: true, readonly: true }),
  createdBy: ref('users', { readonly: true }),
  updatedAt: moment({ required: true, readonly: true }),
  updatedBy: ref('users', { readonly: true }),
  /** in the bin since */
  removedAt: moment({ readonly: true }),
}
type Common = typeof common

interface RecordOptions<F> {
  /** the field that names a record to people */
  named: keyof F & string
  /** has a responsible, observers and the flag "opened": rights are ranges over them */
  owned?: boolean
  /**
   * has no rights of its own: whoever sees a record that it is bound to sees it, whoever changes that one writes it; what
   * is bound to nothing is its people's
   */
  bound?: boolean
  /** the text fields and channels that a search looks into */
  searched?: readonly (keyof F & string)[]
  /** the money field, in base currency, that totals add up */
  summed?: keyof F & string
  /** what a role may allow to be done; of a record that has a responsible as far as a range, of any other or not at all */
  actions?: readonly Action[]
  /** the record whose rights hold for this one too */
  rightsOf?: string
  /** fields that say the same as another one, or are made from it: whoever does not see that one does not see them */
  follows?: Partial<Record<keyof F & string, keyof F & string>>
  /** fields that no role limits: rights hang on them, or actions of their own change them */
  unlimited?: readonly (keyof F & string)[]
  /** may have fields of a company's own: their values come under keys like `f12`, and are judged once it is known who asks */
  extendable?: boolean
}

/** The one definition of a record; everything else about its shape is derived from here. */
export function record<const N extends string, F extends Fields>(name: N, own: F, options: RecordOptions<F>) {
  const fields: F & Common = { ...own, ...common }
  const writable = Object.entries(own).filter(([, f]) => !f.readonly)
  const newShape = Object.fromEntries(
    writable.map(([key, f]) => [key, f.required && !f.made ? f.schema : f.schema.optional()]),
  )
  const object = (shape: z.ZodRawShape) => (options.extendable ? open(shape) : z.strictObject(shape))
  const change = object(Object.fromEntries(writable.map(([key, f]) => [key, f.schema.optional()])))
  return {
    name,
    fields,
    named: options.named,
    owned: options.owned ?? false,
    bound: options.bound ?? false,
    searched: (options.searched ?? []) as readonly string[],
    summed: options.summed ?? null,
    actions: options.actions ?? [],
    rightsOf: options.rightsOf ?? null,
    follows: (options.follows ?? {}) as Readonly<Record<string, string>>,
    unlimited: (options.unlimited ?? []) as readonly string[],
    extendable: options.extendable ?? false,
    // The shapes follow from `fields`; zod can't infer through Object.fromEntries.
    create: object(newShape) as unknown as z.ZodType<New<F>, New<F>>,
    /** the same with further keys beside the fields */
    createWith: <M extends z.ZodRawShape>(more: M) =>
      object({ ...newShape, ...more }) as unknown as z.ZodType<
        New<F> & z.output<z.ZodObject<M>>,
        New<F> & z.input<z.ZodObject<M>>
      >,
    change: change as unknown as z.ZodType<Change<F>, Change<F>>,
  }
}
export type RecordDefinition<N extends string = string, F extends Fields = Fields> = ReturnType<typeof record<N, F>>

/** Takes further keys that a company's own fields may have. */
const open = (shape: z.ZodRawShape) =>
  z
    .object(shape)
    .catchall(z.unknown())
    .superRefine((value, ctx) => {
      const keys = Object.keys(value).filter((key) => !Object.hasOwn(shape, key) && !/^f[1-9]\d{0,9}$/.test(key))
      if (keys.length) ctx.addIssue({ code: 'unrecognized_keys', keys, input: value })
    })

/** Folds a text for comparing: what differs only by case or by Unicode composition is the same. */
export const textKey = (s: string) => s.normalize('NFC').toLowerCase().normalize('NFC')
