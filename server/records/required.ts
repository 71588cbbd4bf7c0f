import { isArrangeable, isNone } from '../../model/asked.ts'
import type { RecordName } from '../../model/records.ts'
import { isFixed, type Place } from '../access/fields.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, WriteOptions } from './change.ts'
import { companyOf } from './company.ts'
import { fieldsOf } from './custom.ts'

/**
 * Refuses a record that lacks what must be filled in: a new one without what always must, and whatever its subject asks
 * for; a change that empties one of these. Who may not write a field is not asked for it, nor is anybody where nobody is
 * there to answer: an import, an undoing, the system. Throws AppError, which names all that is missing.
 */
export async function demandRequired<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
  options: WriteOptions,
): Promise<void> {
  if (!isArrangeable(name) || !areAsked(ctx, options)) return
  const judged = drafts.filter((draft) => !draft.old || draft.asked || emptied(draft).length)
  if (!judged.length) return
  const always = (await companyOf(ctx)).required[name] ?? []
  const fields = fieldsOf(ctx.actor, name)
  for (const draft of judged) {
    const { old, next, asked = [] } = draft
    const kept = old ? always.filter((key) => emptied(draft).includes(key)) : always
    const missing = [...new Set([...asked, ...kept])].filter(
      (key) => fields[key] && isNone((next as Record<string, unknown>)[key]) && mayFill(ctx, name, draft, key),
    )
    if (missing.length) throw askedError(name, missing)
  }
}

/** Whether there is somebody to be asked for what is missing. */
export const areAsked = ({ actor }: Context, { importId, undoes, unasked }: WriteOptions): boolean =>
  importId === undefined && undoes === undefined && !unasked && actor.via !== 'system'

/** The fields that a change takes the value of. */
export const emptied = <N extends RecordName>({ old, next, given }: Draft<N>): string[] =>
  old
    ? [...given].filter(
        (key) => isNone((next as Record<string, unknown>)[key]) && !isNone((old as Record<string, unknown>)[key]),
      )
    : []

function mayFill<N extends RecordName>({ actor }: Context, name: N, { old, next }: Draft<N>, key: string): boolean {
  if (isFixed(actor, name, key, next as Place)) return false
  return !old || (!isFixed(actor, name, key, old as Place) && inScope(actor, name, 'edit', old as ScopeFacts))
}

const askedError = (name: RecordName, missing: readonly string[]) =>
  new AppError(
    'invalid',
    'error.asked',
    { fields: missing.map((key) => `${name}.${key}`).join(', ') },
    { field: missing[0]!, fields: Object.fromEntries(missing.map((key) => [key, 'required'])), needs: 'fields' },
  )
