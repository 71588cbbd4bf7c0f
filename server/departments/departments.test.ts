import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

test('a stranger and a seller change no department', async () => {
  const seller = await app.person('Seller', ['seller'])
  const { id } = await makes(app.administrator).department()
  assert.equal((await app.inject('departments.remove', { id })).status, 403)
  assert.equal((await seller.tries('departments.remove', { id }))?.status, 403)
})

test('a department with people or departments in it stays; once empty it goes, and comes back', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const parent = await own.department()
  const child = await own.department({ parentId: parent.id })
  const person = await app.person('Member', ['seller'], child.id)
  for (const { id } of [parent, child])
    assert.equal((await administrator.tries('departments.remove', { id }))?.key, 'error.department.used')
  await administrator.does('users.change', { id: person.id, fields: { departmentId: null } })
  await administrator.does('departments.remove', { id: child.id })
  await administrator.does('departments.remove', { id: parent.id })
  await administrator.does('departments.restore', { id: child.id })
  assert.equal(
    (await administrator.does('departments.get', { id: child.id })).parentId,
    null,
    'its parent is in the bin',
  )
})
