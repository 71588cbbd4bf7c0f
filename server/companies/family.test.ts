import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

test('a family is told as far as one sees the way through it', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const role = await administrator.does('roles.create', {
    name: 'Own companies',
    grants: [{ record: 'companies', action: 'see', range: 'own' }],
  })
  const person = await app.person('Family', [])
  await administrator.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  const company = (owner: number, parentId: number | null) =>
    own.company({ ownerId: owner, opened: false, parentId }).then(({ id }) => id)
  const top = await company(person.id, null)
  const unseen = await company(1, top)
  const middle = await company(person.id, unseen)
  const below = await company(person.id, middle)
  const apart = await company(1, middle)
  const farther = await company(person.id, apart)
  const ids = (list: { id: number }[]) => list.map(({ id }) => id)

  const all = await administrator.does('companies.family', { id: middle })
  assert.deepEqual([ids(all.above), all.hiddenAbove, ids(all.below)], [[top, unseen], false, [below, apart, farther]])
  const his = await person.does('companies.family', { id: middle })
  assert.deepEqual([ids(his.above), his.hiddenAbove, ids(his.below)], [[], true, [below]])
  assert.equal(his.self.parentId, null, 'what is hidden is not named by its id either')
  assert.equal((await person.tries('companies.family', { id: unseen }))?.status, 404)
})
