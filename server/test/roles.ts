import { bareShape } from '../../model/shape.ts'
import fc from 'fast-check'
import { ranges, type Actor, type Range } from '../../model/access.ts'
import { grantable, hideable, limitable, rightsOf, type RoleRights } from '../../model/rights.ts'
import type { FieldGrant, Grant } from '../../model/roles.ts'

const owned = ['deals', 'contacts', 'companies'] as const
const range: fc.Arbitrary<Range> = fc.constantFrom(...ranges)

/** Places of pipelines and stages in a world of two pipelines: stages 1 to 3 are of the first, 4 of the second. */
export const worldStages = [1, 2, 3, 4].map((id) => ({ id, pipelineId: id < 4 ? 1 : 2 }))

const everywhere: fc.Arbitrary<Grant> = fc
  .constantFrom(...owned)
  .chain((record) => fc.record({ record: fc.constant(record), action: fc.constantFrom(...grantable(record)), range }))
const someAction = fc.constantFrom(...grantable('deals'), 'see' as const, 'see' as const)
const inPipeline: fc.Arbitrary<Grant> = fc.record({
  record: fc.constant('deals'),
  action: someAction,
  range,
  pipelineId: fc.constantFrom(1, 2),
})
const atStage: fc.Arbitrary<Grant> = fc.record({
  record: fc.constant('deals'),
  action: someAction,
  range,
  stageId: fc.integer({ min: 1, max: 4 }),
})
const fieldGrant: fc.Arbitrary<FieldGrant> = fc
  .constantFrom(...owned)
  .chain((record) =>
    fc.record({
      record: fc.constant(record),
      field: fc.constantFrom(...limitable(record, bareShape).filter((field) => hideable(record, field))),
      right: fc.constantFrom('hidden' as const, 'read' as const, 'edit' as const),
      ...(record === 'deals' ? { pipelineId: fc.option(fc.constantFrom(1, 2), { nil: undefined }) } : {}),
    }),
  )
  .map(({ pipelineId, ...grant }: FieldGrant & { pipelineId?: number | undefined }) =>
    pipelineId === undefined ? grant : { ...grant, pipelineId },
  )

const keyOf = ({ record, action, pipelineId, stageId }: Grant) => [record, action, pipelineId, stageId].join()
const fieldKeyOf = ({ record, field, pipelineId }: FieldGrant) => [record, field, pipelineId].join()

/** A role that may say anything, about two pipelines. */
export const anyRole: fc.Arbitrary<RoleRights> = fc.record({
  administrator: fc.constant(false),
  grants: fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: everywhere }, inPipeline, atStage), {
    maxLength: 24,
    selector: keyOf,
  }),
  fieldGrants: fc.uniqueArray(fieldGrant, { maxLength: 5, selector: fieldKeyOf }),
  passages: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.uniqueArray(
      fc.record({
        fromId: fc.integer({ min: 1, max: 3 }),
        toId: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      }),
      { maxLength: 5, selector: ({ fromId, toId }) => `${String(fromId)} ${String(toId)}` },
    ),
  ),
})
/** What somebody has: none to four roles. */
export const roleSets: fc.Arbitrary<RoleRights[]> = fc.array(anyRole, { maxLength: 4 })

/** Roles as they are made up name pipelines and stages by their places: what they say of those that are there. */
export const placed = (
  roles: readonly RoleRights[],
  stages: readonly { id: number; pipelineId: number }[],
): RoleRights[] => {
  const pipelines = [...new Set(stages.map(({ pipelineId }) => pipelineId))]
  const at = <T extends { stageId?: number | undefined; pipelineId?: number | undefined }>({
    stageId,
    pipelineId,
    ...rest
  }: T) => ({
    ...rest,
    ...(stageId === undefined ? {} : { stageId: stages[stageId - 1]!.id }),
    ...(pipelineId === undefined ? {} : { pipelineId: pipelines[pipelineId - 1]! }),
  })
  return roles.map((role) => ({
    ...role,
    grants: role.grants.map(at),
    fieldGrants: role.fieldGrants.map(at),
    passages: role.passages.map(({ fromId, toId }) => ({
      fromId: stages[fromId - 1]!.id,
      toId: toId === null ? null : stages[toId - 1]!.id,
    })),
  }))
}
/** Somebody with these roles in place of his own. */
export const withRoles = (
  actor: Actor,
  roles: readonly RoleRights[],
  stages: readonly { id: number; pipelineId: number }[],
): Actor => ({ ...actor, ...rightsOf(placed(roles, stages), [...stages]) })
