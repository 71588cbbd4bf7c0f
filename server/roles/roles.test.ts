import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { actions } from '../../model/access.ts'
import { readyRoles, type Grant } from '../../model/roles.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { roleSets } from '../test/roles.ts'
import { changeRecords } from '../records/change.ts'
import { usersSubject } from '../users/users.ts'
import { readyGrants } from './ready.ts'

let app: TestApp
let boss: Person
before(async () => {
  app = await startTestApp()
  boss = app.administrator
})
after(() => app.stop())

let number = 0
const newRole = (grants: Grant[], more: object = {}) =>
  boss.does('roles.create', { name: `Role ${String(++number)}`, grants, ...more })
/** Somebody with one role of his own. */
async function holder(grants: Grant[], more: object = {}) {
  const role = await newRole(grants, more)
  const person = await app.person(`Person ${String(++number)}`, [])
  await boss.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  return { person, role }
}
const refused = async (who: Person, method: string, input: object, key: string) => {
  const why = await who.tries(method, input)
  assert.equal(why?.key, key, `${method} ${JSON.stringify(input)}`)
  assert.ok(why.status === 400 || why.status === 403 || why.status === 409)
}

test('a new person gets the role chosen for that; another one is chosen; that one is not deleted', async () => {
  const first = await boss.does('users.create', { name: 'Newcomer' })
  assert.deepEqual(first.roleIds, [readyRoles.seller])
  const { id } = await newRole(readyGrants('own'))
  await boss.does('roles.makeDefault', { id })
  assert.deepEqual((await boss.does('users.create', { name: 'Later' })).roleIds, [id])
  await refused(boss, 'roles.remove', { id }, 'error.role.default')
  await boss.does('roles.makeDefault', { id: readyRoles.seller })
  await boss.does('roles.remove', { id })
  const all = await boss.does('roles.list', {})
  assert.deepEqual(
    all.items.filter(({ byDefault }) => byDefault).map((role) => role.id),
    [readyRoles.seller],
  )
})

test('roles come from people, departments with those above, and groups; a deleted one gives nothing', async () => {
  const own = makes(boss)
  const top = await own.department()
  const below = await own.department({ parentId: top.id })
  const person = await app.person('Member', [], below.id)
  const rangeNow = async () => (await person.actor()).may.deals.see
  assert.equal(await rangeNow(), 'nobody')
  const [ofTop, ofGroup] = [await newRole(readyGrants('department')), await newRole(readyGrants('all'))]
  await boss.does('departments.change', { id: top.id, fields: { roleIds: [ofTop.id] } })
  assert.equal(await rangeNow(), 'department')
  const group = await boss.does('groups.create', { name: 'Analysts', memberIds: [person.id], roleIds: [ofGroup.id] })
  assert.equal(await rangeNow(), 'all')
  await boss.does('groups.remove', { id: group.id })
  assert.equal(await rangeNow(), 'department')
  await boss.does('roles.remove', { id: ofTop.id })
  assert.equal(await rangeNow(), 'nobody')
  await boss.does('roles.restore', { id: ofTop.id })
  assert.equal(await rangeNow(), 'department')
  await boss.does('users.change', { id: person.id, fields: { departmentId: null } })
  assert.equal(await rangeNow(), 'nobody')
})

test('nobody takes away the last administrator, by whatever way, and the role of administrators stays as it is', async () => {
  await refused(boss, 'users.change', { id: boss.id, fields: { roleIds: [] } }, 'error.administrator.last')
  await refused(boss, 'users.change', { id: boss.id, fields: { active: false } }, 'error.administrator.last')
  await refused(boss, 'users.remove', { id: boss.id }, 'error.administrator.last')
  const id = readyRoles.administrator
  await refused(boss, 'roles.remove', { id }, 'error.role.administrator')
  const cell = { record: 'deals', action: 'see', range: 'own' }
  await refused(boss, 'roles.allow', { id, grants: [cell] }, 'error.role.administrator')
  await refused(boss, 'roles.copy', { id, name: 'Second' }, 'error.role.administrator')
  // The role may come by a group: then it is the group that must not lose its last one.
  const group = await boss.does('groups.create', { name: 'Admins', memberIds: [boss.id], roleIds: [id] })
  await boss.does('users.change', { id: boss.id, fields: { roleIds: [] } })
  await refused(boss, 'groups.change', { id: group.id, fields: { memberIds: [] } }, 'error.administrator.last')
  await refused(boss, 'groups.remove', { id: group.id }, 'error.administrator.last')
  await boss.does('users.change', { id: boss.id, fields: { roleIds: [id] } })
  await boss.does('groups.remove', { id: group.id })
})

test('an administrator who has never signed in keeps nobody from being the last one', async () => {
  const { id } = await boss.does('users.invite', {
    name: 'Not here yet',
    email: 'not.here@example.com',
    roleIds: [readyRoles.administrator],
  })
  for (const fields of [{ roleIds: [] }, { active: false }])
    await refused(boss, 'users.change', { id: boss.id, fields }, 'error.administrator.last')
  await boss.does('users.setPassword', { id, password: 'a long password' })
  await boss.does('users.change', { id: boss.id, fields: { roleIds: [] } })
  await app.system((ctx) =>
    changeRecords(ctx, usersSubject, [{ id: boss.id, fields: { roleIds: [readyRoles.administrator] } }]),
  )
  await boss.does('users.remove', { id })
})

test('two administrators who take each other’s role at once: one stays', async () => {
  const other = await app.person('Second administrator', ['administrator'])
  await boss.does('users.setPassword', { id: other.id, password: 'a long password' })
  const takes = (who: Person, whom: number) => who.tries('users.change', { id: whom, fields: { roleIds: [] } })
  const done = await Promise.all([takes(boss, other.id), takes(other, boss.id)])
  assert.equal(done.filter((one) => one === null).length, 1, JSON.stringify(done))
  const { items } = await (done[0] === null ? boss : other).does('users.list', {
    filter: { field: 'roleIds', op: 'in', value: [readyRoles.administrator] },
  })
  assert.equal(items.length, 1)
  const left = items[0]!.id === boss.id ? boss : other
  await left.does('users.change', { id: boss.id, fields: { roleIds: [readyRoles.administrator] } })
  await boss.does('users.change', { id: other.id, fields: { roleIds: [] } })
})

test('a role says only what can be: known records, actions and ranges, stages that are there', async () => {
  const { id } = await newRole([])
  const grant = (fields: object) => ({ record: 'deals', action: 'see', range: 'own', ...fields })
  for (const one of [
    { record: 'nothing' },
    { record: '__proto__' },
    { record: 'stages' },
    { action: 'move', record: 'contacts' },
    { record: 'products', range: 'own' },
    { record: 'contacts', pipelineId: 1 },
  ])
    await refused(boss, 'roles.allow', { id, grants: [grant(one)] }, 'error.role.grant')
  await refused(
    boss,
    'roles.change',
    { id, fields: { grants: [grant({}), grant({ range: 'all' })] } },
    'error.role.grant',
  )
  await refused(boss, 'roles.allow', { id, grants: [grant({ stageId: 999_999 })] }, 'error.role.stage')
  await refused(boss, 'roles.allow', { id, grants: [grant({ pipelineId: 999_999 })] }, 'error.role.pipeline')
  const field = (fields: object) => ({ record: 'deals', field: 'amount', right: 'hidden', ...fields })
  for (const one of [{ field: 'stageId' }, { field: 'amountBase' }, { field: 'constructor' }, { record: 'users' }])
    await refused(boss, 'roles.allow', { id, fieldGrants: [field(one)] }, 'error.role.grant')
  await refused(boss, 'roles.allow', { id, fieldGrants: [field({ field: 'title' })] }, 'error.role.named')

  // A stage with a rule is deleted: the rule is forgotten with the next change, nothing new is said of it.
  const { id: pipelineId } = await boss.does('pipelines.create', { name: 'Short' })
  const stages = await boss.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: pipelineId },
    sort: ['position'],
  })
  const [gone, into] = [stages.items[0]!.id, stages.items[1]!.id]
  await boss.does('roles.allow', { id, grants: [grant({ stageId: gone })] } as never)
  await boss.does('stages.removeInto', { id: gone, intoId: into })
  const after = await boss.does('roles.allow', { id, grants: [grant({ stageId: into })] } as never)
  assert.deepEqual(
    after.grants.map(({ stageId }) => stageId),
    [into],
  )
  await refused(boss, 'roles.allow', { id, grants: [grant({ stageId: gone })] }, 'error.role.stage')

  // The same with allowed moves, and with what is said of fields in a pipeline that is deleted.
  const [third] = [stages.items[2]!.id]
  const moves = (pairs: [number, number | null][]) => ({
    id,
    passages: [{ pipelineId, pairs: pairs.map(([fromId, toId]) => ({ fromId, toId })) }],
  })
  for (const pair of [
    [gone, third],
    [third, gone],
    [999_999, third],
    [gone, null],
  ] as [number, number | null][])
    await refused(boss, 'roles.allow', moves([pair]), 'error.role.stage')
  await boss.does(
    'roles.allow',
    moves([
      [into, third],
      [third, into],
    ]),
  )
  await boss.does('roles.allow', {
    id,
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', pipelineId }],
  })
  await boss.does('stages.removeInto', { id: third, intoId: into })
  await refused(
    boss,
    'roles.allow',
    moves([
      [into, third],
      [third, null],
    ]),
    'error.role.stage',
  )
  const kept = await boss.does('roles.allow', { id, grants: [grant({})] } as never)
  assert.deepEqual([kept.passages, kept.fieldGrants.length], [[], 1])
  const other = (
    await boss.does('stages.list', { filter: { field: 'pipelineId', op: 'eq', value: 1 }, sort: ['position'] })
  ).items[0]!.id
  await boss.does('pipelines.removeInto', { id: pipelineId, stageId: other })
  const comment = { record: 'deals', field: 'comment', right: 'hidden', pipelineId }
  await refused(boss, 'roles.allow', { id, fieldGrants: [comment] }, 'error.role.pipeline')
  const last = await boss.does('roles.allow', { id, grants: [grant({ range: 'all' })] } as never)
  assert.deepEqual(last.fieldGrants, [])
})

test('who sees a product, and what else he may do with it, is told as of any record', async () => {
  const product = await makes(boss).product()
  const { person } = await holder([{ record: 'products', action: 'see', range: 'all' }])
  const { person: keeper } = await holder(
    (['see', 'edit', 'delete'] as const).map((action) => ({ record: 'products', action, range: 'all' })),
  )
  const { person: none } = await holder([])
  const { items } = await person.does('access.who', { record: 'products', id: product.id })
  const mayOf = (id: number) => items.find(({ userId }) => userId === id)?.actions
  assert.deepEqual([mayOf(person.id), mayOf(keeper.id), mayOf(none.id)], [[], ['edit', 'delete'], undefined])
  assert.equal((await none.tries('access.who', { record: 'products', id: product.id }))?.status, 404)
})

test('a role is copied with all it says, and renamed; a name is not taken twice', async () => {
  const { items } = await boss.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: 1 },
    sort: ['position'],
  })
  const [from, to] = [items[0]!.id, items[1]!.id]
  const said = {
    grants: [...readyGrants('own'), { record: 'deals', action: 'edit', range: 'nobody', stageId: to } as const],
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden' } as const],
    passages: [{ fromId: from, toId: to }],
  }
  const original = await boss.does('roles.create', { name: 'To be copied', ...said })
  const copy = await boss.does('roles.copy', { id: original.id, name: 'Copied' })
  assert.deepEqual([copy.grants, copy.fieldGrants, copy.passages], [said.grants, said.fieldGrants, said.passages])
  assert.deepEqual([copy.name, copy.byDefault, copy.administrator], ['Copied', false, false])
  // They are two: what is set in one is not in the other.
  await boss.does('roles.allow', { id: copy.id, fieldGrants: [{ record: 'deals', field: 'amount', right: null }] })
  assert.deepEqual((await boss.does('roles.get', { id: original.id })).fieldGrants, said.fieldGrants)
  const renamed = await boss.does('roles.change', { id: copy.id, fields: { name: 'Renamed' } })
  assert.deepEqual([renamed.name, renamed.grants], ['Renamed', said.grants])
  for (const name of ['To be copied', 'TO BE COPIED'])
    assert.equal((await boss.tries('roles.change', { id: copy.id, fields: { name } }))?.status, 409)
  assert.equal((await boss.tries('roles.copy', { id: original.id, name: 'renamed' }))?.status, 409)
  assert.equal(
    (await boss.tries('roles.change', { id: readyRoles.administrator, fields: { grants: [] } }))?.status,
    409,
  )
})

test('who has a role is told with those who have it by a department or a group, each once', async () => {
  const own = makes(boss)
  const top = await own.department()
  const below = await own.department({ parentId: top.id })
  const { id } = await newRole([])
  const [direct, beneath, grouped, left] = await Promise.all(
    ['Direct', 'Beneath', 'Grouped', 'Left'].map((name) =>
      app.person(`${name} holder`, [], name === 'Beneath' ? below.id : undefined),
    ),
  )
  const holders = async () =>
    (await boss.does('roles.holders', {})).items.find(({ roleId }) => roleId === id)?.userIds ?? []
  assert.deepEqual(await holders(), [])
  for (const person of [direct!, left!]) await boss.does('users.change', { id: person.id, fields: { roleIds: [id] } })
  await boss.does('departments.change', { id: top.id, fields: { roleIds: [id] } })
  await boss.does('groups.create', { name: 'Holders', memberIds: [grouped!.id, direct!.id], roleIds: [id] })
  await boss.does('users.change', { id: left!.id, fields: { active: false } })
  assert.deepEqual(
    await holders(),
    [direct!, beneath!, grouped!].map((person) => person.id).sort((a, b) => a - b),
  )
  assert.equal((await direct!.tries('roles.holders', {}))?.key, 'error.denied.right')
})

test('a department is put under nothing that stands below it, not even by two moves at once', async () => {
  const own = makes(boss)
  const top = await own.department()
  const middle = await own.department({ parentId: top.id })
  const low = await own.department({ parentId: middle.id })
  for (const parentId of [top.id, middle.id, low.id])
    await refused(boss, 'departments.change', { id: top.id, fields: { parentId } }, 'error.circle')
  const one = await own.department()
  const two = await own.department()
  for (let round = 0; round < 5; round++) {
    const done = await Promise.all([
      boss.tries('departments.change', { id: one.id, fields: { parentId: two.id } }),
      boss.tries('departments.change', { id: two.id, fields: { parentId: one.id } }),
    ])
    assert.deepEqual(done.map((why) => why?.key ?? null).sort(), ['error.circle', null])
    for (const { id } of [one, two]) await boss.does('departments.change', { id, fields: { parentId: null } })
  }
})

test('the audit log tells what of a role was changed: cells before and after, its name, that it is gone', async () => {
  const { items } = await boss.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: 1 },
    sort: ['position'],
  })
  const [from, to] = [items[0]!, items[1]!]
  const { id } = await newRole([{ record: 'deals', action: 'see', range: 'own' }])
  const last = async () => {
    const { items: lines } = await boss.does('audit.list', {})
    const { kind, details, aboutId } = lines[0]!
    assert.equal(aboutId, id)
    return [kind, ...((details as { changes?: object[] }).changes ?? [])]
  }
  const everywhere = { record: 'deals', place: null }
  assert.deepEqual(await last(), ['roleMade', { is: 'range', ...everywhere, what: 'see', from: null, to: 'own' }])
  await boss.does('roles.allow', {
    id,
    grants: [
      { record: 'deals', action: 'see', range: 'all' },
      { record: 'deals', action: 'edit', range: 'nobody', stageId: from.id },
    ],
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', pipelineId: 1 }],
    passages: [{ pipelineId: 1, pairs: [{ fromId: from.id, toId: to.id }] }],
  })
  const stage = `Sales: ${from.name}`
  assert.deepEqual(await last(), [
    'roleChanged',
    { is: 'range', ...everywhere, what: 'see', from: 'own', to: 'all' },
    { is: 'range', record: 'deals', place: stage, what: 'edit', from: null, to: 'nobody' },
    { is: 'field', record: 'deals', place: 'Sales', what: 'amount', from: null, to: 'hidden' },
    { is: 'move', place: stage, what: `Sales: ${to.name}`, from: null, to: 'yes' },
  ])
  await boss.does('roles.change', { id, fields: { name: 'Called otherwise' } })
  assert.deepEqual((await last())[1], {
    is: 'name',
    place: null,
    what: '',
    from: `Role ${String(number)}`,
    to: 'Called otherwise',
  })
  await boss.does('roles.allow', { id, grants: [{ record: 'deals', action: 'see', range: null }] })
  assert.deepEqual((await last())[1], { is: 'range', ...everywhere, what: 'see', from: 'all', to: null })
  await boss.does('roles.remove', { id })
  assert.deepEqual(await last(), ['roleRemoved'])
  await boss.does('roles.restore', { id })
  assert.deepEqual(await last(), ['roleRestored'])
})

test('two people set different cells of one role at once: both hold', async () => {
  const { id } = await newRole([])
  const cell = (action: string) => ({ id, grants: [{ record: 'deals', action, range: 'own' }] })
  await Promise.all(actions.map((action) => boss.does('roles.allow', cell(action) as never)))
  const { grants } = await boss.does('roles.get', { id })
  assert.deepEqual(grants.map(({ action }) => action).sort(), [...actions].sort())
  await boss.does('roles.allow', { id, grants: [{ record: 'deals', action: 'see', range: null }] })
  assert.equal((await boss.does('roles.get', { id })).grants.length, actions.length - 1)
})

test('P02: who manages people and roles gives nobody more than he has, himself least of all', async () => {
  const team: Grant[] = [
    ...readyGrants('department'),
    { record: 'users', action: 'edit', range: 'all' },
    { record: 'roles', action: 'edit', range: 'all' },
  ]
  const own = makes(boss)
  const [here, there] = [await own.department(), await own.department()]
  const { person: manager, role } = await holder(team)
  await boss.does('users.change', { id: manager.id, fields: { departmentId: here.id } })
  const other = await app.person('Managed', ['seller'])
  const wide = await newRole(readyGrants('all'))
  const above = 'error.role.above'
  for (const roleId of [readyRoles.administrator, wide.id]) {
    for (const id of [manager.id, other.id])
      await refused(manager, 'users.change', { id, fields: { roleIds: [roleId] } }, above)
    await refused(manager, 'users.create', { name: 'Mine', roleIds: [roleId] }, above)
    await refused(manager, 'users.invite', { name: 'Mine', email: 'mine@example.com', roleIds: [roleId] }, above)
    await refused(manager, 'groups.create', { name: 'Mine', memberIds: [other.id], roleIds: [roleId] }, above)
    await refused(manager, 'departments.create', { name: 'Mine', roleIds: [roleId] }, above)
  }
  const widen = { record: 'deals', action: 'see', range: 'all' }
  await refused(manager, 'roles.allow', { id: role.id, grants: [widen] }, above)
  await refused(manager, 'roles.allow', { id: role.id, grants: [{ ...widen, stageId: 1 }] }, above)
  await refused(manager, 'roles.create', { name: 'Wider', grants: [widen] }, above)
  await refused(manager, 'roles.copy', { id: wide.id, name: 'As wide' }, above)
  await refused(manager, 'roles.makeDefault', { id: wide.id }, above)
  // A group that has a wide role takes nobody in by his hand; nor does a department.
  const group = await boss.does('groups.create', { name: 'Wide', memberIds: [], roleIds: [wide.id] })
  await refused(manager, 'groups.change', { id: group.id, fields: { memberIds: [manager.id] } }, above)
  await boss.does('departments.change', { id: there.id, fields: { roleIds: [wide.id] } })
  await refused(manager, 'users.change', { id: other.id, fields: { departmentId: there.id } }, above)
  await refused(manager, 'departments.change', { id: here.id, fields: { parentId: there.id } }, above)
  await boss.does('departments.change', { id: there.id, fields: { roleIds: [] } })
  // The tree is no way round it either.
  await app.person('Sees there', ['seller'], there.id)
  for (const [method, input] of [
    ['users.change', { id: manager.id, fields: { departmentId: there.id } }],
    ['departments.change', { id: there.id, fields: { headId: manager.id } }],
    ['departments.change', { id: there.id, fields: { parentId: here.id } }],
    ['users.change', { id: boss.id, fields: { departmentId: here.id } }],
  ] as const)
    await refused(manager, method, input, 'error.role.gain')
  // What he has he may give.
  await manager.does('users.change', {
    id: other.id,
    fields: { roleIds: [readyRoles.seller, role.id], name: 'Renamed' },
  })
  await manager.does('roles.create', { name: 'Narrower', grants: readyGrants('own') })
})

test('P02: nobody takes away what he may not give, by whatever way, nor brings it back from the bin', async () => {
  const own = makes(boss)
  const managing: Grant[] = [
    ...readyGrants('department'),
    { record: 'users', action: 'edit', range: 'all' },
    { record: 'roles', action: 'edit', range: 'all' },
  ]
  const { person: manager, role } = await holder(managing)
  const wide = await newRole(readyGrants('all'))
  const [administrator, binned] = [readyRoles.administrator, await newRole(readyGrants('all'))]
  const department = await own.department({ roleIds: [wide.id] })
  const below = await own.department({ parentId: department.id })
  const second = await app.person('Second of two', ['administrator'])
  const wider = await app.person('Wider', [], below.id)
  await boss.does('users.change', { id: wider.id, fields: { roleIds: [wide.id, role.id] } })
  const members = [second.id, wider.id]
  const group = await boss.does('groups.create', { name: 'Wide ones', memberIds: members, roleIds: [administrator] })
  const gone = await boss.does('groups.create', { name: 'Gone', memberIds: [manager.id], roleIds: [administrator] })
  await boss.does('groups.remove', { id: gone.id })
  await boss.does('users.change', { id: manager.id, fields: { roleIds: [role.id, binned.id] } })
  await boss.does('roles.remove', { id: binned.id })
  const narrow = { grants: [{ record: 'deals', action: 'see', range: 'nobody' }] }
  for (const [method, input] of [
    ['users.change', { id: second.id, fields: { roleIds: [] } }],
    ['users.change', { id: second.id, fields: { roleIds: [readyRoles.seller] } }],
    ['users.change', { id: wider.id, fields: { roleIds: [role.id] } }],
    ['users.change', { id: wider.id, fields: { departmentId: null } }],
    ['groups.change', { id: group.id, fields: { memberIds: [] } }],
    ['groups.change', { id: group.id, fields: { roleIds: [] } }],
    ['groups.remove', { id: group.id }],
    ['departments.change', { id: department.id, fields: { roleIds: [] } }],
    ['departments.change', { id: below.id, fields: { parentId: null } }],
    ['roles.allow', { id: wide.id, ...narrow }],
    ['roles.change', { id: wide.id, fields: { grants: [] } }],
    ['roles.remove', { id: wide.id }],
    ['roles.restore', { id: binned.id }],
    ['bin.restore', { record: 'roles', ids: [binned.id] }],
    ['groups.restore', { id: gone.id }],
    ['bin.restore', { record: 'groups', ids: [gone.id] }],
  ] as const)
    await refused(manager, method, input, 'error.role.above')
  assert.equal((await second.actor()).administrator, true)
  // What he may give he may take.
  await manager.does('users.change', { id: wider.id, fields: { roleIds: [wide.id] } })
  const ours = await manager.does('groups.create', { name: 'Ours', memberIds: members, roleIds: [role.id] })
  await manager.does('groups.change', { id: ours.id, fields: { memberIds: [wider.id] } })
  await manager.does('groups.remove', { id: ours.id })
  await manager.does('groups.restore', { id: ours.id })
  const { id } = await manager.does('roles.create', { name: 'Comes and goes', grants: readyGrants('own') })
  await manager.does('roles.remove', { id })
  await manager.does('roles.restore', { id })
  for (const { id } of [group, ours]) await boss.does('groups.remove', { id })
  await boss.does('users.change', { id: second.id, fields: { roleIds: [] } })
})

test('who may see a record, and what a person may, agree with the rule, whatever the roles', async () => {
  const own = makes(boss)
  const department = await own.department()
  const people = await Promise.all(
    ['A', 'B', 'C', 'D'].map((name, i) => app.person(`Whoever ${name}`, [], i < 2 ? department.id : undefined)),
  )
  const deals = [
    await own.deal({ ownerId: people[0]!.id, opened: true }),
    await own.deal({ ownerId: people[2]!.id, opened: false, observerIds: [people[1]!.id] }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(roleSets, { minLength: 4, maxLength: 4 }), fc.boolean(), async (sets, heads) => {
      await boss.does('departments.change', { id: department.id, fields: { headId: heads ? people[3]!.id : null } })
      for (const [i, person] of people.entries()) {
        const roleIds = []
        for (const { grants } of sets[i]!.slice(0, 2))
          roleIds.push(
            (await newRole(grants.filter((grant) => (grant.stageId ?? 1) <= 3 && (grant.pipelineId ?? 1) === 1))).id,
          )
        await boss.does('users.change', { id: person.id, fields: { roleIds } })
      }
      for (const deal of deals) {
        const { items } = await boss.does('access.who', { record: 'deals', id: deal.id })
        for (const person of people) {
          const actor = await person.actor()
          const row = deal as unknown as ScopeFacts
          const listed = items.find(({ userId }) => userId === person.id)
          assert.equal(listed !== undefined, inScope(actor, 'deals', 'see', row))
          assert.equal((await person.tries('deals.get', { id: deal.id })) === null, listed !== undefined)
          for (const action of actions) {
            const why = await boss.does('access.explain', { userId: person.id, record: 'deals', id: deal.id, action })
            assert.equal(why.may, inScope(actor, 'deals', action, row), action)
            if (action === 'see')
              assert.equal(
                why.may,
                why.reasons.some(({ reaches }) => reaches),
              )
            if (action === 'edit' && listed) assert.equal(listed.actions.includes('edit'), why.may)
          }
        }
      }
    }),
    { numRuns: cases(4) },
  )
})

test('who asks about others manages people; about a record out of sight nothing is said', async () => {
  const seller = await app.person('Curious', ['seller'])
  const { id } = await makes(boss).deal()
  await refused(seller, 'access.explain', { userId: boss.id, record: 'deals', id, action: 'see' }, 'error.denied.right')
  for (const [method, more] of [
    ['access.who', {}],
    ['access.explain', { userId: seller.id, action: 'see' }],
  ] as const)
    assert.equal((await seller.tries(method, { record: 'deals', id, ...more }))?.status, 404)
  const mine = await makes(seller).deal()
  const { items } = await seller.does('access.who', { record: 'deals', id: mine.id })
  assert.deepEqual(
    items
      .filter(({ userId }) => userId === boss.id || userId === seller.id)
      .map(({ userId, why }) => [userId, why.by, why.role])
      .sort(),
    [
      [boss.id, 'administrator', null],
      [seller.id, 'role', null],
    ].sort(),
  )
})
