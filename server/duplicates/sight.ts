import type { MergeName } from '../../model/merging.ts'
import type { Actor } from '../../model/access.ts'
import { isHidden, type Place } from '../access/fields.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'
import { fieldsOf } from '../records/custom.ts'
import { staffFor } from '../roles/staff.ts'

export interface Colleague {
  id: number
  name: string
}
type Facts = ScopeFacts & Place

/**
 * Whose sight a merge changes: who would see of one record what he did not see of several, and who saw one of them and
 * would not see what has become of it. Four statements, however many people there are.
 */
export async function sightChanges(
  ctx: Context,
  name: MergeName,
  rows: readonly Facts[],
  next: Facts,
): Promise<{ gain: Colleague[]; lose: Colleague[] }> {
  const gain: Colleague[] = []
  const lose: Colleague[] = []
  for (const { actor } of await staffFor(
    ctx,
    [...rows, next].map(({ ownerId }) => ownerId),
  )) {
    const sees = inScope(actor, name, 'see', next)
    const seen = rows.filter((row) => inScope(actor, name, 'see', row))
    const colleague = { id: actor.id!, name: actor.name }
    if (sees && (seen.length < rows.length || rows.some((row) => showsMore(actor, name, row, next))))
      gain.push(colleague)
    if (!sees && seen.length) lose.push(colleague)
  }
  return { gain, lose }
}

/** Whether a field that is hidden where a row is would be shown where it goes: deals of different pipelines. */
const showsMore = (actor: Actor, name: MergeName, from: Facts, to: Facts): boolean =>
  from.pipelineId !== to.pipelineId &&
  [...Object.keys(fieldsOf(actor, name)), 'lines'].some(
    (field) => isHidden(actor, name, field, from) && !isHidden(actor, name, field, to),
  )
