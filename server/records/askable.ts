import { isAskable } from '../../model/asked.ts'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { fieldsOf } from './custom.ts'

/**
 * The fields of a record that may be asked for, each once. What was among them before and is no field any more is left
 * out; anything else that can't be asked for is refused. Throws AppError.
 */
export function askable(
  { actor }: Pick<Context, 'actor'>,
  name: RecordName,
  asked: readonly string[],
  before: readonly string[],
): string[] {
  const fields = fieldsOf(actor, name)
  return [...new Set(asked)].filter((key) => {
    const field = Object.hasOwn(fields, key) ? fields[key]! : undefined
    if (field && isAskable(field)) return true
    if (before.includes(key)) return false
    throw new AppError('invalid', 'error.field', { field: key }, { field: key })
  })
}
