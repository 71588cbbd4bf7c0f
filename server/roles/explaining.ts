import { z } from 'zod'
import { actions, ranges, type Action, type Range } from '../../model/access.ts'
import { integerId } from '../../model/fields.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import { grantable, ranging, type Said, type StagePlace } from '../../model/rights.ts'
import { demandRight, inScope, reaches, scopeFields, type ScopeFacts } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { reads, type Context } from '../platform/method.ts'
import { getRecord, loadRows } from '../records/read.ts'
import { staffFor, type Employee } from './staff.ts'

const record = z.enum(recordNames.filter((name) => grantable(name).includes('see')) as [RecordName, ...RecordName[]])
const whoInput = z.strictObject({ record, id: integerId })
const explainInput = z.strictObject({ userId: integerId, record, id: integerId, action: z.enum(actions) })

/** One thing that lets somebody do something, or does not. */
export interface Reason extends Said {
  by: 'administrator' | 'role' | 'observer'
  role: string | null
  /** the department or the group by which he has the role */
  through: string | null
  reaches: boolean
}
export interface Explanation {
  may: boolean
  stage: { name: string; color: string } | null
  reasons: Reason[]
  /** some who may */
  others: string[]
}
export interface Viewer {
  userId: number
  name: string
  /** what he may do to it beside seeing it */
  actions: Action[]
  /** how he comes to see it; the name of a role is told to those who manage people */
  why: { by: Reason['by']; range: Range; role: string | null }
}

const mostOthers = 5
const mostViewers = 500
const telling = ['edit', 'move', 'assign', 'delete', 'export'] as const satisfies readonly Action[]

export const explainingMethods = {
  /** Whether a person may do something to a record that one sees oneself, and what says so. */
  'access.explain': reads(explainInput, explain),
  /** Everybody who sees a record that one sees oneself, and why. */
  'access.who': reads(whoInput, async (ctx, { record: name, id }): Promise<{ items: Viewer[]; more: number }> => {
    const { row, stage } = await factsOf(ctx, name, id)
    const tellsRoles = ctx.actor.may.roles.see === 'all'
    const viewers = (await staffFor(ctx, [row.ownerId]))
      .filter(({ actor }) => inScope(actor, name, 'see', row))
      .map((one): Viewer => {
        const reason = reasonsOf(one, name, 'see', row, stage).find((found) => found.reaches)!
        return {
          userId: one.actor.id!,
          name: one.actor.name,
          actions: telling.filter(
            (action) => grantable(name).includes(action) && inScope(one.actor, name, action, row),
          ),
          why: { by: reason.by, range: reason.range, role: tellsRoles ? reason.role : null },
        }
      })
    return { items: viewers.slice(0, mostViewers), more: Math.max(0, viewers.length - mostViewers) }
  }),
}

async function explain(
  ctx: Context,
  { userId, record: name, id, action }: z.output<typeof explainInput>,
): Promise<Explanation> {
  if (userId !== ctx.actor.id) demandRight(ctx.actor, 'roles', 'see')
  const { row, stage } = await factsOf(ctx, name, id)
  const people = await staffFor(ctx, [row.ownerId])
  const one = people.find(({ actor }) => actor.id === userId)
  if (!one) throw new AppError('invalid', 'error.person.inactive')
  const found = stage
    ? await ctx.db.selectFrom('stages').select(['name', 'color']).where('id', '=', stage.id).executeTakeFirst()
    : undefined
  return {
    may: inScope(one.actor, name, action, row),
    stage: found ?? null,
    reasons: reasonsOf(one, name, action, row, stage),
    others: people
      .filter(({ actor }) => actor.id !== userId && inScope(actor, name, action, row))
      .slice(0, mostOthers)
      .map(({ actor }) => actor.name),
  }
}

/** What the rule looks at. Out of sight is not found. */
async function factsOf(
  ctx: Context,
  name: RecordName,
  id: number,
): Promise<{ row: ScopeFacts; stage: StagePlace | undefined }> {
  await getRecord(ctx, name, id)
  const stored = (await loadRows(ctx, name, [id])).get(id)! as Record<string, unknown>
  const row: ScopeFacts = Object.fromEntries([...scopeFields, 'pipelineId'].map((key) => [key, stored[key]]))
  const stage = row.stageId === undefined ? undefined : { id: row.stageId, pipelineId: stored['pipelineId'] as number }
  return { row, stage }
}

/** Everything that speaks of an action on a row, what lets it be done before what does not, the widest first. */
function reasonsOf(
  { actor, roles }: Employee,
  name: RecordName,
  action: Action,
  row: ScopeFacts,
  stage: StagePlace | undefined,
): Reason[] {
  const all: Reason[] = roles.map(({ name: role, through, says }) => {
    if (says.administrator) return { by: 'administrator', role, through, range: 'all', place: 'record', reaches: true }
    const said = ranging(says).said(name, action, stage)
    return { by: 'role', role, through, ...said, reaches: reaches(actor, said.range, row) }
  })
  if (action === 'see' && row.observerIds?.includes(actor.id!))
    all.push({ by: 'observer', role: null, through: null, range: 'nobody', place: 'record', reaches: true })
  return all.sort((a, b) => Number(b.reaches) - Number(a.reaches) || ranges.indexOf(b.range) - ranges.indexOf(a.range))
}
