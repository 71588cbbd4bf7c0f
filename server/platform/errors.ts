import type { Parameters } from '../../model/words.ts'
import type { ErrorKey } from '../../model/words/errors.ts'

/** The short list of what may go wrong as expected, with the HTTP status of each. */
export const statuses = {
  invalid: 400, signin: 401, denied: 403, missing: 404, conflict: 409, limited: 429, unavailable: 503,
} as const
export type ErrorCode = keyof typeof statuses

/** What goes with an error for programs: which field, which line, both values of a conflict. */
export interface ErrorDetails {
  field?: string
  fields?: Record<string, unknown>
  retryAfter?: number
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

