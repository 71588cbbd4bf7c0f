import {
  planRecords,
  usualKey,
  type Place,
  type Plan,
  type PlannedColumn,
  type PlanRecord,
} from '../../model/importPlan.ts'
import type { FileRow } from './reading.ts'
import { kindOfValue, type ValueKind } from './valueKinds.ts'

/** A place in a mapping that a column can go to. */
interface Target {
  record: PlanRecord | 'lines'
  field: string
  /** headings that mean it, folded; of two that fit, the longer one speaks */
  said: readonly string[]
  /** several columns may go there */
  many?: true
}

const target = (record: Target['record'], field: string, said: string, many?: true): Target => ({
  record,
  field,
  said: said.split('|'),
  ...(many ? { many } : {}),
})

const amount =
  'amount|sum|value|deal value|close value|deal amount|total|revenue|opportunity|budget|сумма|сумма сделки|бюджет|стоимость|итого'
const owner =
  'owner|responsible|responsible person|assigned to|sales agent|sales rep|manager|seller|deal owner|ответственный|менеджер|продавец|сотрудник|кто ведет'
const phones =
  'phone|phone number|work phone|mobile|mobile phone|tel|contact phone|телефон|рабочий телефон|мобильный|мобильный телефон|тел|тел контакта|телефон контакта'
const emails =
  'email|e mail|mail|work email|contact email|почта|эл почта|электронная почта|email контакта|рабочий e mail'
const comment = 'comment|comments|note|notes|description|комментарий|примечание|заметка|заметки|описание'
const companyName =
  'company|company name|account|account name|client|customer|organization|organisation|компания|название компании|клиент|организация|контрагент|заказчик'

/** What may stand in a file of each record, the places that are asked first on top. */
const targets: Record<PlanRecord, readonly Target[]> = {
  deals: [
    target(
      'deals',
      'origin',
      'id|deal id|opportunity id|number|no|external id|ид|id сделки|номер|номер сделки|внешний код|№',
    ),
    target(
      'deals',
      'title',
      'title|deal|deal name|deal title|name|opportunity name|название|название сделки|сделка|тема|имя сделки',
    ),
    target(
      'deals',
      'stageId',
      'stage|deal stage|status|sales stage|stage name|стадия|стадия сделки|этап|этап сделки|статус',
    ),
    target('deals', 'pipelineId', 'pipeline|funnel|deal pipeline|воронка|направление|воронка продаж'),
    target('deals', 'amount', amount),
    target('deals', 'currency', 'currency|deal currency|валюта'),
    target(
      'deals',
      'beginDate',
      'begin|start|start date|begin date|engage date|created|date created|created at|начало|дата начала|дата создания|создана|дата',
    ),
    target(
      'deals',
      'closeDate',
      'close|closed|close date|expected close date|closing date|finish|закрытие|дата закрытия|дата завершения|завершение|предполагаемая дата закрытия',
    ),
    target('deals', 'probability', 'probability|win probability|вероятность'),
    target('deals', 'ownerId', owner),
    target('deals', 'sourceId', 'source|lead source|channel|источник|канал'),
    target('deals', 'typeId', 'type|deal type|тип|тип сделки'),
    target('deals', 'tagIds', 'tag|tags|labels|теги|метки|тег|метка'),
    target('deals', 'comment', comment),
    target('companies', 'name', companyName),
    target('companies', 'phones', 'company phone|телефон компании', true),
    target('companies', 'emails', 'company email|email компании|почта компании', true),
    target(
      'contacts',
      'name',
      'contact|contact name|contact person|person|full name|контакт|контактное лицо|имя контакта|фио|ф и о|фио контакта',
    ),
    target('contacts', 'lastName', 'last name|surname|contact last name|фамилия|фамилия контакта'),
    target('contacts', 'firstName', 'first name|contact first name|имя'),
    target('contacts', 'middleName', 'middle name|patronymic|отчество'),
    target('contacts', 'phones', phones, true),
    target('contacts', 'emails', emails, true),
    target('contacts', 'jobTitle', 'job title|position|должность'),
    target(
      'lines',
      'product',
      'product|product name|item|goods|товар|название товара|товар или услуга|номенклатура|услуга',
    ),
    target('lines', 'quantity', 'quantity|qty|pieces|count|количество|кол во|штук|шт'),
    target('lines', 'price', 'price|unit price|цена|цена за единицу'),
  ],
  contacts: [
    target(
      'contacts',
      'name',
      'name|contact|contact name|full name|person|имя контакта|контакт|фио|ф и о|контактное лицо',
    ),
    target('contacts', 'lastName', 'last name|surname|family name|фамилия'),
    target('contacts', 'firstName', 'first name|given name|имя'),
    target('contacts', 'middleName', 'middle name|patronymic|отчество'),
    target('contacts', 'phones', phones, true),
    target('contacts', 'emails', emails, true),
    target('contacts', 'jobTitle', 'job title|position|title|должность'),
    target('contacts', 'companyIds', companyName),
    target('contacts', 'birthDate', 'birthday|birth date|date of birth|день рождения|дата рождения'),
    target('contacts', 'sourceId', 'source|источник'),
    target('contacts', 'ownerId', owner),
    target('contacts', 'comment', comment),
  ],
  companies: [
    target('companies', 'name', `name|название|наименование|${companyName}`),
    target('companies', 'industryId', 'industry|sector|отрасль|сфера|сфера деятельности|отрасль компании'),
    target('companies', 'typeId', 'type|company type|тип|тип компании'),
    target(
      'companies',
      'employees',
      'employees|employee count|number of employees|headcount|сотрудников|количество сотрудников|штат',
    ),
    target('companies', 'revenue', 'revenue|annual revenue|turnover|выручка|оборот|годовой оборот'),
    target('companies', 'address', 'address|office location|location|city|headquarters|адрес|город|фактический адрес'),
    target('companies', 'parentId', 'parent|parent company|subsidiary of|головная компания|входит в|холдинг'),
    target('companies', 'phones', phones, true),
    target('companies', 'emails', emails, true),
    target('companies', 'sites', 'site|website|web|url|сайт', true),
    target('companies', 'ownerId', owner),
    target('companies', 'comment', comment),
  ],
  products: [
    target(
      'products',
      'name',
      'name|product|product name|item|название|наименование|товар|номенклатура|название товара',
    ),
    target('products', 'article', 'article|sku|code|part number|артикул|код'),
    target('products', 'sectionId', 'section|category|series|group|раздел|категория|группа'),
    target('products', 'price', 'price|sales price|list price|unit price|цена|цена продажи|розничная цена'),
    target('products', 'currency', 'currency|валюта'),
    target('products', 'taxRate', 'tax|vat|tax rate|ндс|ставка ндс|налог'),
    target('products', 'unitId', 'unit|unit of measure|единица|ед изм|единица измерения'),
    target('products', 'description', comment),
  ],
}

/** A heading as it is compared: small letters, ё as е, signs as spaces. */
const folded = (heading: string) =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}№]+/gu, ' ')
    .trim()

/** How well a heading means a place: all of it, or some of its words. */
function fit(heading: string, { said }: Target): number {
  let best = 0
  for (const one of said) {
    if (heading === one) return 100
    const within = ` ${heading} `.includes(` ${one} `)
    if (within) best = Math.max(best, Math.round((60 * one.length) / heading.length))
  }
  return best
}
/** Below this a heading is left to the person. */
const least = 25

/** Which column goes where: the pairs that fit best first; a place is taken once unless it holds many. */
function assigned(header: readonly string[], places: readonly Target[]): Map<string, Target> {
  const pairs = header
    .flatMap((column, at) =>
      places.map((place, order) => ({ column, place, at, order, score: column ? fit(folded(column), place) : 0 })),
    )
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score || a.order - b.order || a.at - b.at)
  const found = new Map<string, Target>()
  const taken = new Set<Target>()
  for (const { column, place } of pairs) {
    if (found.has(column) || (taken.has(place) && !place.many)) continue
    found.set(column, place)
    taken.add(place)
  }
  return found
}

const everyTarget = Object.values(targets).flat()
/** Whether a cell reads like the heading of something that can be brought. */
export const isHeading = (cell: string): boolean => everyTarget.some((place) => fit(folded(cell), place) > 50)

/** Records by whose names it may be told what stands in a column. */
export const namesLookedFor = ['stages', 'users', 'products', 'companies'] as const
export type NamesLookedFor = (typeof namesLookedFor)[number]

/** Where columns go whose headings say nothing, by what stands in them; the first place that is free. */
const byValues: Record<PlanRecord, Partial<Record<ValueKind | NamesLookedFor, readonly Place[]>>> = {
  deals: {
    stages: ['deals.stageId'],
    users: ['deals.ownerId'],
    products: ['lines.product'],
    companies: ['companies.name'],
    email: ['contacts.emails'],
    phone: ['contacts.phones'],
    date: ['deals.beginDate', 'deals.closeDate'],
    number: ['deals.amount'],
  },
  contacts: {
    users: ['contacts.ownerId'],
    companies: ['contacts.companyIds'],
    email: ['contacts.emails'],
    phone: ['contacts.phones'],
  },
  companies: {
    users: ['companies.ownerId'],
    companies: ['companies.name'],
    email: ['companies.emails'],
    phone: ['companies.phones'],
  },
  products: { products: ['products.name'], number: ['products.price'] },
}
/** So many of the values have to be of one kind. */
const mostly = 0.8

/** The places of columns that nothing in their headings tells; a heading that is understood is never outdone. */
function byTheirValues(
  header: readonly string[],
  rows: readonly FileRow[],
  record: PlanRecord,
  found: ReadonlyMap<string, Target>,
  named: ReadonlyMap<string, NamesLookedFor>,
): Map<string, Target> {
  const told = new Map<string, Target>()
  const taken = new Set(found.values())
  for (const [at, column] of header.entries()) {
    if (!column || found.has(column)) continue
    const kind = named.get(column) ?? kindOfColumn(valuesAt(rows, at))
    const place = (kind ? (byValues[record][kind] ?? []) : [])
      .map((one) => targets[record].find((other) => `${other.record}.${other.field}` === one)!)
      .find((one) => one.many || !taken.has(one))
    if (!place) continue
    told.set(column, place)
    taken.add(place)
  }
  return told
}

/** The columns that values alone can tell of, with some of their values. */
export function untold(
  header: readonly string[],
  rows: readonly FileRow[],
  record?: PlanRecord,
): Map<string, string[]> {
  const found = assigned(header, targets[record ?? guessRecord(header, rows)])
  return new Map(
    header.flatMap((column, at) => {
      const values = column && !found.has(column) ? valuesAt(rows, at) : []
      return values.length && !kindOfColumn(values) ? [[column, [...new Set(values)].slice(0, 50)]] : []
    }),
  )
}

const valuesAt = (rows: readonly FileRow[], at: number) =>
  rows.map(({ cells }) => (cells[at] ?? '').trim()).filter(Boolean)

function kindOfColumn(values: readonly string[]): ValueKind | null {
  const kinds = values.slice(0, 200).map(kindOfValue)
  const kind = kinds.find((one) => one !== null)
  if (!kind || kinds.filter((one) => one === kind).length < kinds.length * mostly) return null
  return kind === 'number' && !areSums(values) ? null : kind
}
/** Sums of money rather than numbers of something: with a currency or with a part after the mark, or round ones. */
const areSums = (values: readonly string[]) =>
  values.some((value) => /[$€£₽¥]|руб|\d[.,]\d{2}$/.test(value)) ||
  (values.filter((value) => /^\d+[\d\s'’]*00$/.test(value)).length >= values.length / 2 && new Set(values).size > 1)

/** What tells the records of a file: places that are of one kind of file alone. */
const telling: Record<PlanRecord, readonly string[]> = {
  deals: ['deals.stageId', 'deals.amount', 'deals.closeDate', 'deals.pipelineId', 'deals.title', 'lines.product'],
  contacts: [
    'contacts.lastName',
    'contacts.firstName',
    'contacts.jobTitle',
    'contacts.birthDate',
    'contacts.name',
    'contacts.phones',
  ],
  companies: [
    'companies.industryId',
    'companies.employees',
    'companies.revenue',
    'companies.name',
    'companies.address',
    'companies.parentId',
  ],
  products: ['products.price', 'products.article', 'products.sectionId', 'products.name', 'products.taxRate'],
}

/** What the rows of a file seem to be: by their headings, or where none is understood, by what stands in them. */
export function guessRecord(
  header: readonly string[],
  rows: readonly FileRow[] = [],
  named: ReadonlyMap<string, NamesLookedFor> = new Map(),
): PlanRecord {
  const silent = planRecords.every((record) => !assigned(header, targets[record]).size)
  const scores = planRecords.map((record) => {
    const headed = assigned(header, targets[record])
    const found = [...(silent ? byTheirValues(header, rows, record, headed, named) : headed).values()]
    const told = found.filter((place) => telling[record].includes(`${place.record}.${place.field}`)).length
    return { record, score: told * 2 + found.length }
  })
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).record
}

/**
 * A plan for a file as far as its headings and values tell, to be corrected by a person: what it can't tell is left out.
 * `record` is what the rows are, guessed unless it is given; `named` are the columns in which names stand that are known.
 */
export function guessPlan(
  header: readonly string[],
  rows: readonly FileRow[],
  given?: PlanRecord,
  named: ReadonlyMap<string, NamesLookedFor> = new Map(),
): Plan {
  const record = given ?? guessRecord(header, rows, named)
  const headed = assigned(header, targets[record])
  const places = new Map([...headed, ...byTheirValues(header, rows, record, headed, named)])
  const columns = header.flatMap((column, at): PlannedColumn[] => {
    if (!column) return []
    const found = places.get(column)
    if (!found) return [{ column, place: null }]
    return [plannedAt(column, `${found.record}.${found.field}`, written(found.field, valuesAt(rows, at)))]
  })
  return planOf(record, columns)
}

/** A column that goes to a place, with what is usual there. */
export const plannedAt = (column: string, place: Place, as: Pick<PlannedColumn, 'as'>): PlannedColumn => ({
  column,
  place,
  ...(made.has(place) ? { missing: 'create' } : {}),
  ...as,
})

/** A plan by columns alone. */
export function planOf(record: PlanRecord, columns: PlannedColumn[]): Plan {
  return {
    record,
    columns,
    existing: 'fill',
    key: usualKey(record, columns),
    pipeline: null,
    newStages: [],
    values: {},
  }
}

/** What may be made from its name alone without asking. */
const made = new Set([
  'deals.sourceId',
  'deals.typeId',
  'deals.tagIds',
  'contacts.companyIds',
  'contacts.sourceId',
  'companies.industryId',
  'companies.typeId',
  'companies.parentId',
  'products.sectionId',
  'products.unitId',
  'lines.product',
])
/** How the values of a column are written, where they tell. */
function written(field: string, values: readonly string[]): Pick<PlannedColumn, 'as'> {
  const as: NonNullable<PlannedColumn['as']> = {}
  if (/Date$/.test(field)) {
    const date = dateOf(values)
    if (date && date !== 'YYYY-MM-DD') as.date = date
  } else if (['amount', 'price', 'quantity', 'revenue', 'taxRate', 'employees', 'probability'].includes(field)) {
    if (hasDecimalComma(values)) as.decimal = ','
  } else if (/^(tagIds|companyIds|phones|emails|sites|messengers)$/.test(field)) {
    // A comma stands within names and addresses too.
    const separator = (field === 'tagIds' ? [';', ',', '|'] : [';']).find((sign) =>
      values.some((value) => value.includes(sign)),
    )
    if (separator) as.separator = separator
  }
  return Object.keys(as).length ? { as } : {}
}

type Day = NonNullable<NonNullable<PlannedColumn['as']>['date']>
const dates: readonly (readonly [Day, RegExp])[] = [
  ['YYYY-MM-DD', /^\d{4}-\d{2}-\d{2}/],
  ['DD.MM.YYYY', /^(\d{1,2})\.(\d{1,2})\.\d{4}/],
  ['DD.MM.YY', /^(\d{1,2})\.(\d{1,2})\.\d{2}(?!\d)/],
  ['DD/MM/YYYY', /^(\d{1,2})\/(\d{1,2})\/\d{4}/],
]

/** How days are written; with strokes the month comes first only where a second number is no month. */
export function dateOf(values: readonly string[]): Day | undefined {
  const counts = dates.map(
    ([format, pattern]) => [format, values.filter((value) => pattern.test(value)).length] as const,
  )
  const [format, count] = counts.reduce((best, one) => (one[1] > best[1] ? one : best))
  if (!count) return undefined
  if (format !== 'DD/MM/YYYY') return format
  const pairs = values.flatMap((value) => {
    const match = /^(\d{1,2})\/(\d{1,2})\/\d{4}/.exec(value)
    return match ? [[Number(match[1]), Number(match[2])] as const] : []
  })
  if (pairs.some(([first]) => first > 12)) return 'DD/MM/YYYY'
  return pairs.some(([, second]) => second > 12) ? 'MM/DD/YYYY' : 'DD/MM/YYYY'
}

/** Whether figures have a comma where others have a point: the last sign of the three tells, if it parts no thousands. */
export function hasDecimalComma(values: readonly string[]): boolean {
  let commas = 0
  let points = 0
  for (const value of values) {
    const number = value.replace(/[\s'’]|[₽$€£¥]|руб\.?$/g, '')
    const last = /[.,](?=[^.,]*$)/.exec(number)
    if (!last) continue
    const after = number.length - last.index - 1
    const other = number.slice(0, last.index)
    const surely = after !== 3 || /[.,]/.test(other)
    if (!surely) continue
    // "1,234,567": the same sign twice parts thousands.
    if (other.includes(last[0])) continue
    if (last[0] === ',') commas++
    else points++
  }
  return commas > points
}
