import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../test/app.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

test('a stranger has none and sets none', async () => {
  const own = { origin: 'http://localhost:80', host: 'localhost:80' }
  assert.equal((await app.inject('preferences.list', {}, own)).status, 401)
  const input = { name: 'boardFields', about: 1, value: ['sourceId'] }
  assert.equal((await app.inject('preferences.set', input, own)).status, 401)
})

test('everybody has his own, for each pipeline apart; null takes one back to the usual', async () => {
  const [one, two] = [await app.person('One', ['seller']), await app.person('Two', ['seller'])]
  const { id: other } = await app.administrator.does('pipelines.create', { name: 'Other' })
  const set = (about: number, value: ('sourceId' | 'closeDate')[] | null) =>
    one.does('preferences.set', { name: 'boardFields', about, value })
  await set(1, ['sourceId', 'closeDate'])
  await set(other, ['closeDate'])
  await set(1, ['closeDate', 'sourceId'])
  assert.deepEqual((await one.does('preferences.list', {})).items, [
    { name: 'boardFields', about: 1, value: ['closeDate', 'sourceId'] },
    { name: 'boardFields', about: other, value: ['closeDate'] },
  ])
  assert.deepEqual((await two.does('preferences.list', {})).items, [])
  await set(1, null)
  assert.deepEqual(
    (await one.does('preferences.list', {})).items.map(({ about }) => about),
    [other],
  )
})

test('what makes no sense is not kept: other names, fields that there are not, pipelines that there are not', async () => {
  for (const input of [
    { name: 'nonsense', about: 1, value: [] },
    { name: 'boardFields', about: 1, value: ['nonsense'] },
    { name: 'boardFields', about: 1, value: Array.from({ length: 50 }, () => 'sourceId') },
  ])
    assert.equal((await app.administrator.tries('preferences.set', input))?.status, 400)
  const nowhere = { name: 'boardFields', about: 999, value: ['sourceId'] }
  assert.equal((await app.administrator.tries('preferences.set', nowhere))?.status, 404)
})
