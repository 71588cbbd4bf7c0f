import type { Action } from '../../model/access.ts'
import type { RecordName } from '../../model/records.ts'
import type { Language } from '../../model/users.ts'
import { bareShape, labelOf, type Shape } from '../../model/shape.ts'
import { fill, type Parameters } from '../../model/words.ts'
import { errorWords, type ErrorKey } from '../../model/words/errors.ts'
import { exportWords } from '../../model/words/exports.ts'
import { actionWords } from '../../model/words/rights.ts'

/** The short list of what may go wrong as expected, with the HTTP status of each. */
export const statuses = {
  invalid: 400,
  signin: 401,
  denied: 403,
  missing: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof statuses

/** What goes with an error for programs: which field, which line, both values of a conflict. */
export interface ErrorDetails {
  field?: string
  fields?: Record<string, unknown>
  retryAfter?: number
  /** what has to be done first: a second factor set up before anything else is answered, or `fields` filled in */
  needs?: 'twoFactor' | 'fields'
  /** of a conflict: the version at which theirs stands */
  version?: number
  /** the record that the one asked for has become part of */
  mergedInto?: number
}

/** An expected refusal: a code for programs, a sentence for people (said in their language at the door), details. */
export class AppError extends Error {
  code: ErrorCode
  key: ErrorKey
  parameters: Parameters
  details: ErrorDetails
  constructor(code: ErrorCode, key: ErrorKey, parameters: Parameters = {}, details: ErrorDetails = {}) {
    super(`${code}: ${key} ${JSON.stringify(parameters)}`)
    this.code = code
    this.key = key
    this.parameters = parameters
    this.details = details
  }
}

/** What the error says to a person. Fields named in it, as `deals.amount`, actions and records are called what he knows them by. */
export function sentence({ key, parameters }: AppError, language: Language, shape: Shape = bareShape): string {
  const called = (name: string) => labelOf(shape, name, language)
  const named = Object.entries(parameters).map(
    ([name, value]) =>
      [
        name,
        name === 'field' || name === 'fields'
          ? String(value).split(', ').map(called).join(', ')
          : name === 'action'
            ? actionWords[value as Action][language]
            : name === 'record'
              ? exportWords[value as RecordName][language]
              : value,
      ] as const,
  )
  return fill(errorWords[key][language], language, Object.fromEntries(named))
}
