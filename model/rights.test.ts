import { bareShape } from './shape.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyRole, roleSets, worldStages } from '../server/test/roles.ts'
import {
  actions,
  fieldRights,
  passageOf,
  rangeOf,
  ranges,
  type Action,
  type Actor,
  type FieldRight,
  type Range,
} from './access.ts'
import { coveredBy, grantable, limitable, rightsOf, type Rights, type RoleRights } from './rights.ts'

const runs = process.env['TEST_LONG'] ? 20_000 : 500
const owned = ['deals', 'contacts', 'companies'] as const

/** What the compiled rights are asked with. */
const asActor = (rights: Rights): Actor => ({
  ...rights,
  id: 1,
  name: '',
  language: 'en',
  timeZone: 'UTC',
  via: 'web',
  department: new Set(),
  below: new Set(),
  methods: null,
})

const wider = <T>(ladder: readonly T[], list: readonly T[]) =>
  ladder[Math.max(0, ...list.map((one) => ladder.indexOf(one)))]!

/** How far one role reaches, word by word as it is defined: the stage's, else the pipeline's, else the record's. */
function saidOf(role: RoleRights, record: string, action: Action, stage?: { id: number; pipelineId: number }): Range {
  const said = (test: (grant: RoleRights['grants'][number]) => boolean) =>
    role.grants.find((grant) => grant.record === record && grant.action === action && test(grant))?.range
  return (
    (stage && said((grant) => grant.stageId === stage.id)) ??
    (stage && said((grant) => grant.stageId === undefined && grant.pipelineId === stage.pipelineId)) ??
    said((grant) => grant.stageId === undefined && grant.pipelineId === undefined) ??
    'nobody'
  )
}

test('M1: what is compiled is what the roles say: at every stage and without one, for every action', () => {
  fc.assert(
    fc.property(roleSets, (roles) => {
      const actor = asActor(rightsOf(roles, worldStages))
      for (const record of owned)
        for (const action of grantable(record)) {
          const all = wider(
            ranges,
            roles.map((role) => saidOf(role, record, action)),
          )
          assert.equal(rangeOf(actor, record, action), all)
          if (record !== 'deals') continue
          for (const stage of worldStages)
            assert.equal(
              rangeOf(actor, 'deals', action, stage.id),
              wider(
                ranges,
                roles.map((role) => saidOf(role, 'deals', action, stage)),
              ),
            )
        }
    }),
    { numRuns: runs },
  )
})

test('a move is allowed as far as the widest role that allows the pair', () => {
  fc.assert(
    fc.property(roleSets, (roles) => {
      const actor = asActor(rightsOf(roles, worldStages))
      for (const from of worldStages)
        for (const toId of [
          ...worldStages.filter((to) => to.pipelineId === from.pipelineId && to.id !== from.id).map(({ id }) => id),
          null,
        ]) {
          const open = roles.filter((role) => {
            const own = role.passages.filter(
              ({ fromId }) => worldStages.find(({ id }) => id === fromId)!.pipelineId === from.pipelineId,
            )
            return !own.length || own.some((pair) => pair.fromId === from.id && pair.toId === toId)
          })
          assert.equal(
            passageOf(actor, from.id, toId),
            wider(
              ranges,
              open.map((role) => saidOf(role, 'deals', 'move', from)),
            ),
          )
        }
    }),
    { numRuns: runs },
  )
})

/** What may be done with a field in a pipeline, word by word. */
function fieldRightOf(roles: readonly RoleRights[], record: string, field: string, pipelineId?: number): FieldRight {
  const said = (role: RoleRights) => {
    const own = role.fieldGrants.filter((grant) => grant.record === record && grant.field === field)
    return (
      (
        (pipelineId === undefined ? undefined : own.find((grant) => grant.pipelineId === pipelineId)) ??
        own.find((grant) => grant.pipelineId === undefined)
      )?.right ?? 'edit'
    )
  }
  const sees = (role: RoleRights) =>
    pipelineId === undefined
      ? saidOf(role, record, 'see') !== 'nobody'
      : worldStages.some((stage) => stage.pipelineId === pipelineId && saidOf(role, record, 'see', stage) !== 'nobody')
  const speaking = roles.filter(sees)
  if (speaking.length) return wider(fieldRights, speaking.map(said))
  return fieldRights[Math.min(2, ...roles.map((role) => fieldRights.indexOf(said(role))))]!
}

test('a field is what the widest role says that shows the pipeline; where none does, what the narrowest says', () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(roleSets, (roles) => {
      const { limits } = rightsOf(roles, worldStages)
      const at = (
        record: 'deals' | 'contacts' | 'companies',
        field: string,
        kind: 'hidden' | 'fixed',
        pipelineId?: number,
      ) => {
        const where = limits[record]?.[kind].get(field)
        return where === true || (where !== undefined && pipelineId !== undefined && where.has(pipelineId))
      }
      for (const record of owned)
        for (const field of limitable(record, bareShape))
          for (const pipelineId of record === 'deals' ? [1, 2] : [undefined]) {
            const right = fieldRightOf(roles, record, field, pipelineId)
            met.add(right)
            assert.equal(at(record, field, 'hidden', pipelineId), right === 'hidden', `${record}.${field}`)
            assert.equal(at(record, field, 'fixed', pipelineId), right !== 'edit', `${record}.${field}`)
            if (field === 'amount')
              for (const follower of ['amountBase', 'currency', 'tax', 'amountFrom', 'lines'])
                assert.equal(at('deals', follower, 'hidden', pipelineId), right === 'hidden', follower)
          }
    }),
    { numRuns: runs },
  )
  assert.equal(met.size, 3)
})

test('M2: one more role, one wider grant, allows no less; what a role allows covers it', () => {
  fc.assert(
    fc.property(roleSets, anyRole, fc.nat(), (roles, one, at) => {
      const before = asActor(rightsOf(roles, worldStages))
      const more = asActor(rightsOf([...roles, one], worldStages))
      const wideGrant = roles.map((role, i) =>
        i === 0 && role.grants.length
          ? {
              ...role,
              grants: role.grants.map((grant, place) =>
                place === at % role.grants.length ? { ...grant, range: 'all' as const } : grant,
              ),
            }
          : role,
      )
      for (const now of [more, asActor(rightsOf(wideGrant, worldStages))])
        for (const record of owned)
          for (const action of actions)
            for (const stage of record === 'deals' ? worldStages : [undefined])
              assert.ok(
                ranges.indexOf(rangeOf(now, record, action, stage?.id)) >=
                  ranges.indexOf(rangeOf(before, record, action, stage?.id)),
              )
      assert.ok(coveredBy(asActor(rightsOf([one], worldStages)), one, worldStages), 'nobody may give what he has')
    }),
    { numRuns: runs },
  )
})
