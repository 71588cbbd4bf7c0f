import { kinds, type Field, type Kind, type Operator } from '../../model/fields.ts'
import type { Filter, FilterValue } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import {
  addDays,
  addMonths,
  endOfMonth,
  endOfQuarter,
  startOfMonth,
  startOfQuarter,
  startOfWeek,
  type Day,
} from './days.ts'
import type { WordKey } from '../words.ts'
import { fieldsOf } from './rows.ts'

/** One condition of a filter: what a chip shows. */
export type Condition = Extract<Filter, { field: string }>
export interface DraftCondition {
  field: string
  op: Operator
  value?: FilterValue | undefined
}

/** The parts of a filter that all have to hold. */
export const partsOf = (filter: Filter | undefined): Filter[] =>
  !filter ? [] : 'and' in filter ? filter.and : [filter]
/** A filter of parts that all have to hold; none is no filter. */
export const allOf = (parts: readonly Filter[]): Filter | undefined => (parts.length ? { and: [...parts] } : undefined)

/** What a part of a filter leaves to choose from: any of these has to hold. */
export const alternativesOf = (part: Filter): Filter[] => ('or' in part && part.or.length ? part.or : [part])
/** A part of which any alternative has to hold. */
export const anyOf = (alternatives: readonly Filter[]): Filter =>
  alternatives.length === 1 ? alternatives[0]! : { or: [...alternatives] }

const figures: readonly Operator[] = ['gte', 'lte', 'between', 'eq', 'ne', 'empty', 'filled']
const days: readonly Operator[] = ['between', 'gte', 'lte', 'eq', 'empty', 'filled']
const chosen: readonly Operator[] = ['in', 'notIn', 'empty', 'filled']

/** The comparisons that are offered for each kind, the usual one first. */
const offered: Record<Kind, readonly Operator[]> = {
  id: ['eq'],
  integer: figures,
  decimal: figures,
  money: figures,
  currency: chosen,
  choice: chosen,
  choices: chosen,
  ref: chosen,
  refs: chosen,
  text: ['contains', 'startsWith', 'eq', 'ne', 'empty', 'filled'],
  longText: ['filled', 'empty'],
  channels: ['filled', 'empty'],
  list: [],
  said: [],
  sum: figures,
  several: ['contains', 'empty', 'filled'],
  yesNo: ['eq'],
  date: days,
  moment: ['between', 'gte', 'lte', 'empty', 'filled'],
}

/** The comparisons of a field. One that is always filled in is not asked whether it is. */
export function operatorsOf(field: Field): readonly Operator[] {
  const always =
    field.required &&
    field.kind !== 'refs' &&
    field.kind !== 'choices' &&
    field.kind !== 'channels' &&
    field.kind !== 'several'
  return offered[field.kind].filter(
    (op) =>
      (kinds[field.kind].operators as readonly Operator[]).includes(op) &&
      !(always && (op === 'empty' || op === 'filled')),
  )
}

export const isDay = (field: Field): boolean => field.kind === 'date' || field.kind === 'moment'
export const isChosen = (field: Field): boolean => offered[field.kind] === chosen

/** Whether a condition says enough to be asked. */
export function isComplete({ op, value }: DraftCondition): boolean {
  if (op === 'empty' || op === 'filled') return true
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((one) => one !== '')
  if (op === 'in' || op === 'notIn') return Array.isArray(value) && value.length > 0
  return value !== undefined && value !== '' && !Array.isArray(value)
}

/** The same condition with another comparison, keeping of the value what suits. */
export function withOperator(condition: DraftCondition, op: Operator): DraftCondition {
  const { field, value } = condition
  if (op === 'empty' || op === 'filled') return { field, op }
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value]
  if (op === 'in' || op === 'notIn') return { field, op, value: list }
  if (op === 'between') return { field, op, value: list.length ? [list[0]!, list[1] ?? list[0]!] : undefined }
  return { field, op, value: list[0] }
}

/** Spans of days that people speak of. */
export const spans = ['thisWeek', 'thisMonth', 'nextMonth', 'lastMonth', 'thisQuarter', 'last14'] as const
export type Span = (typeof spans)[number]
export function daysOf(span: Span, now: Day, weekStart: number): [Day, Day] {
  switch (span) {
    case 'thisWeek':
      return [startOfWeek(now, weekStart), addDays(startOfWeek(now, weekStart), 6)]
    case 'thisMonth':
      return [startOfMonth(now), endOfMonth(now)]
    case 'nextMonth':
      return [startOfMonth(addMonths(startOfMonth(now), 1)), endOfMonth(addMonths(startOfMonth(now), 1))]
    case 'lastMonth':
      return [addMonths(startOfMonth(now), -1), endOfMonth(addMonths(startOfMonth(now), -1))]
    case 'thisQuarter':
      return [startOfQuarter(now), endOfQuarter(now)]
    case 'last14':
      return [addDays(now, -13), now]
  }
}

/** The fields of a record that a filter offers, in the order of their definition; those of the machinery last. */
export function filterFields(record: RecordName): string[] {
  const late = [
    'id',
    'version',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'removedAt',
    'position',
    'amountBase',
  ]
  const names = Object.keys(fieldsOf(record)).filter((name) => !late.includes(name))
  return [...names, 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'id']
}

/** What a comparison is called for a kind of field. */
export function operatorWord(kind: string, op: Condition['op'], form = false): WordKey {
  if ((kind === 'date' || kind === 'moment') && op !== 'empty' && op !== 'filled') return `op.day.${op}` as WordKey
  if (form && (op === 'in' || op === 'notIn')) return `op.one.${op}`
  return `op.${op}`
}
