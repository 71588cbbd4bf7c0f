import {
  choice,
  date,
  decimal,
  integer,
  list,
  longText,
  moment,
  record,
  ref,
  refs,
  several,
  sum,
  term,
  text,
  written,
  yesNo,
  type Field,
  type RefTarget,
  type Row,
} from './fields.ts'
import { z } from 'zod'

/** The records that a company may add fields of its own to. */
export const extendable = ['deals', 'contacts', 'companies', 'products'] as const
export type Extendable = (typeof extendable)[number]

/** How many own fields a record can have. */
export const customFieldLimit = 200

/** The kinds of field that a company can make. */
export const customKinds = [
  'text',
  'longText',
  'list',
  'number',
  'integer',
  'money',
  'yesNo',
  'date',
  'moment',
  'phone',
  'email',
  'link',
  'address',
  'person',
  'record',
] as const
export type CustomKind = (typeof customKinds)[number]

/** What of each kind: whether several values are possible, and whether a value may belong to one record only. */
export const customKindTraits = {
  text: { several: true, unique: true },
  longText: { several: false, unique: false },
  list: { several: true, unique: false },
  number: { several: true, unique: true },
  integer: { several: true, unique: true },
  money: { several: false, unique: false },
  yesNo: { several: false, unique: false },
  date: { several: true, unique: true },
  moment: { several: true, unique: true },
  phone: { several: true, unique: true },
  email: { several: true, unique: true },
  link: { several: true, unique: true },
  address: { several: true, unique: false },
  person: { several: true, unique: false },
  record: { several: true, unique: false },
} as const satisfies Record<CustomKind, { several: boolean; unique: boolean }>

const texts = ['text', 'longText', 'address'] as const
const readFromText = ['list', 'number', 'integer', 'money', 'date', 'moment', 'phone', 'email', 'link'] as const
/** Into which kinds a field of each kind can be turned, with the values that it has. */
export const becomes: Record<CustomKind, readonly CustomKind[]> = {
  text: ['longText', 'address', ...readFromText],
  longText: ['text', 'address', ...readFromText],
  address: ['text', 'longText', 'list'],
  list: texts,
  number: ['integer', 'money', ...texts],
  integer: ['number', 'money', ...texts],
  money: ['number', 'integer', ...texts],
  yesNo: ['text'],
  date: ['moment', ...texts],
  moment: ['date', ...texts],
  phone: texts,
  email: texts,
  link: texts,
  person: [],
  record: [],
}

/** The state of the index that makes a filter or an order by the field quick at any size. */
export const indexStates = ['none', 'building', 'ready', 'failed'] as const

/** A field that the company has added to one of its records. */
export const customFields = record(
  'customFields',
  {
    record: choice(extendable, { required: true }),
    kind: choice(customKinds, { required: true }),
    /** holds a list of values */
    several: yesNo({ required: true, made: true }),
    /** what it is called; at least one of the two, which then stands for the other */
    nameEn: text(120),
    nameRu: text(120),
    helpEn: text(500),
    helpRu: text(500),
    /** of the kind `record`: what it points at */
    target: choice(['contacts', 'companies', 'deals', 'products']),
    /** what a new record has in it, in the shape of the field's values; none is an empty list */
    preset: list(z.json(), 50),
    /** no two live records have the same value */
    distinct: yesNo({ required: true, made: true }),
    position: integer({ min: 0 }, { required: true, made: true }),
    indexed: choice(indexStates, { required: true, readonly: true, made: true }),
    /** the kind that it is being turned into */
    becoming: choice(customKinds, { readonly: true }),
  },
  { named: 'nameEn', actions: ['edit'] },
)
export type CustomField = Row<(typeof customFields)['fields']>

/** What makes the fields of a shape: the part of a custom field that its values depend on. */
export type CustomFieldFacts = Pick<
  CustomField,
  | 'id'
  | 'record'
  | 'kind'
  | 'several'
  | 'nameEn'
  | 'nameRu'
  | 'helpEn'
  | 'helpRu'
  | 'target'
  | 'preset'
  | 'distinct'
  | 'position'
  | 'indexed'
>

/** Under which key the values of a custom field stand in a row: `f12`. */
export const customKey = (id: number): string => `f${String(id)}`
export const isCustomKey = (key: string): boolean => /^f[1-9]\d{0,9}$/.test(key)
/** The dictionary that holds the choices of a custom list. */
export const customDictionary = customKey

/** The field as any other one. */
export function asField(custom: Pick<CustomFieldFacts, 'id' | 'kind' | 'several' | 'target'>): Field {
  const { id, kind, target } = custom
  const to = (kind === 'person' ? 'users' : (target ?? 'contacts')) as RefTarget
  const one: Record<CustomKind, () => Field> = {
    text: () => text(1000),
    longText: () => longText(20_000),
    list: () => (custom.several ? refs('terms') : term(customDictionary(id))),
    number: () => decimal(6),
    integer: () => integer({}),
    money: () => sum(),
    yesNo: () => yesNo(),
    date: () => date(),
    moment: () => moment(),
    phone: () => written('phone'),
    email: () => written('email'),
    link: () => written('link'),
    address: () => text(500),
    person: () => (custom.several ? refs('users') : ref('users')),
    record: () => (custom.several ? refs(to) : ref(to)),
  }
  const field = one[kind]()
  const made = custom.several && field.kind !== 'refs' ? several(field) : field
  return { ...made, custom: true, ...(kind === 'list' ? { dictionary: customDictionary(id) } : {}) }
}
