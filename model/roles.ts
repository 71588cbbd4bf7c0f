import { z } from 'zod'
import { actions, fieldRights, ranges } from './access.ts'
import { integer, integerId, list, record, text, yesNo } from './fields.ts'

const place = { pipelineId: integerId.optional(), stageId: integerId.optional() }
const recordName = z.string().max(40)

/** How far an action on a record reaches: of deals also in a pipeline or at a stage, which then holds instead. */
export const grantSchema = z.strictObject({
  record: recordName,
  action: z.enum(actions),
  range: z.enum(ranges),
  ...place,
})
export type Grant = z.output<typeof grantSchema>

/** What may be done with a field: of deals also in one pipeline, which then holds instead. Unnamed: edit. */
export const fieldGrantSchema = z.strictObject({
  record: recordName,
  field: z.string().max(64),
  right: z.enum(fieldRights),
  pipelineId: integerId.optional(),
})
export type FieldGrant = z.output<typeof fieldGrantSchema>

/** A way from a stage to another one, or with null to another pipeline. Where a pipeline has any, no other way is allowed. */
export const passageSchema = z.strictObject({ fromId: integerId, toId: integerId.nullable() })
export type Passage = z.output<typeof passageSchema>

/** What somebody may do. Roles only grant: of several the widest counts. */
export const roles = record(
  'roles',
  {
    name: text(120, { required: true }),
    /** the one that comes with the installation, may everything and can't be changed */
    administrator: yesNo({ required: true, readonly: true, made: true }),
    /** a new person gets it */
    byDefault: yesNo({ required: true, readonly: true, made: true }),
    position: integer({ min: 0 }, { required: true, made: true }),
    grants: list(grantSchema, 5000),
    fieldGrants: list(fieldGrantSchema, 5000),
    passages: list(passageSchema, 5000),
  },
  { named: 'name', actions: ['edit'] },
)

/** Ids of the roles that an installation begins with. */
export const readyRoles = { administrator: 1, head: 2, seller: 3 } as const
export type ReadyRole = keyof typeof readyRoles
