import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readyRoles } from '../../model/roles.ts'
import type { Actor } from '../../model/access.ts'
import type { Plan } from '../../model/importPlan.ts'
import { installed, type Installed } from '../test/importing.ts'
import type { Draft } from './drafts.ts'
import { importJobs } from './importer.ts'
import type { ImportState } from './methods.ts'

const rows = 60
const deals = `ID;Deal name;Client;Product;Price\n${Array.from(
  { length: rows },
  (_, i) => `${String(i)};Deal ${String(i)};Client ${String(i % 17)};Product ${String(i % 5)};10\n`,
).join('')}`

/** Brings a file as the wizard does, and has it begun. */
async function begun(place: Installed, who: Actor, file = deals): Promise<number> {
  const bytes = Buffer.from(file)
  const { id } = await place.ask<{ id: number }>(who, 'imports.begin', { fileName: 'deals.csv', size: bytes.length })
  await place.ask(who, 'imports.part', { id, position: 0, base64: bytes.toString('base64') })
  const { plan } = await place.ask<Draft>(who, 'imports.look', { id })
  await place.ask(who, 'imports.run', { id, plan: withProducts(plan) })
  return id
}
const withProducts = (plan: Plan): Plan => ({
  ...plan,
  existing: 'overwrite',
  columns: plan.columns.map((one) => (one.place === 'lines.product' ? { ...one, missing: 'create' } : one)),
})
const counts = (place: Installed) =>
  Promise.all(['deals', 'companies', 'products', 'deal_lines'].map((table) => place.count(table)))
const summed = (states: ImportState[], record: string) =>
  states.reduce((sum, { created }) => sum + (created[record] ?? 0), 0)

test('two imports of the same at once make everything once, of two people and of one', async () => {
  for (const alone of [false, true]) {
    await using place = await installed()
    const other = alone ? place.admin : await place.person({ name: 'Olga', roleIds: [readyRoles.administrator] })
    const ids = [await begun(place, place.admin), await begun(place, other)]
    await Promise.all(ids.map((id) => place.run(id, { chunk: 10 })))
    const states = await Promise.all(ids.map((id) => place.importOf(id)))
    assert.deepEqual(
      states.map(({ state, rowsDone, refused }) => [state, rowsDone, refused]),
      ids.map(() => ['done', rows, 0]),
    )
    assert.deepEqual(await counts(place), [rows, 17, 5, rows])
    assert.deepEqual([summed(states, 'deals'), summed(states, 'companies'), summed(states, 'products')], [rows, 17, 5])
    assert.deepEqual(await place.rows('select origin from deals group by 1 having count(*) > 1'), [])
  }
})

test('a trial and an import of the same at once: the import ends, the trial leaves nothing', async () => {
  await using place = await installed()
  const other = await place.person({ name: 'Olga', roleIds: [readyRoles.administrator] })
  const bytes = Buffer.from(deals)
  const { id } = await place.ask<{ id: number }>(other, 'imports.begin', { fileName: 'b.csv', size: bytes.length })
  await place.ask(other, 'imports.part', { id, position: 0, base64: bytes.toString('base64') })
  const { plan } = await place.ask<Draft>(other, 'imports.look', { id })
  await place.ask(other, 'imports.try', { id, plan: withProducts(plan) })
  const running = await begun(place, place.admin)
  const job = { id: 0, kind: 'imports.try', payload: { importId: id }, personId: other.id, attempts: 1 }
  await Promise.all([
    importJobs(place.installation)['imports.try']!(job, new AbortController().signal),
    place.run(running, { chunk: 10 }),
  ])
  const [tried, done] = [await place.importOf(id), await place.importOf(running)]
  assert.deepEqual([done.state, done.rowsDone, done.refused, tried.state], ['done', rows, 0, 'draft'])
  assert.deepEqual(await counts(place), [rows, 17, 5, rows])
})

for (const [what, change, spoken] of [
  ['who has left', 'update users set active = false where id =', { en: /may not work here/, ru: /больше не работает/ }],
  [
    'whose right was taken away',
    'delete from user_roles where user_id =',
    { en: /right to import/, ru: /Право на импорт/ },
  ],
] as const)
  test(`an import of somebody ${what} stops, and nothing comes in after`, async () => {
    for (const language of ['en', 'ru'] as const)
      for (const within of [false, true]) {
        await using place = await installed()
        const who = await place.person({ name: 'Sam', roleIds: [readyRoles.head], language })
        const id = await begun(place, who, deals.replaceAll(/;Product \d+;10/g, ';;'))
        await place.run(id, {
          chunk: 10,
          async at(where, chunk) {
            // While a chunk is being written, or between two.
            if (chunk === 1 && where === (within ? 'written' : 'committed'))
              await place.rows(`${change} ${String(who.id)}`)
          },
        })
        const { state, problem, rowsDone, created, refused } = await place.importOf(id)
        const written = within ? 10 : 20
        assert.deepEqual([state, rowsDone, created['deals'], refused], ['failed', written, written, 0])
        assert.match(problem!, spoken[language])
        assert.equal(await place.count('deals'), written)
        // What is written can be taken back by somebody else.
        await place.ask(place.admin, 'imports.undo', { id })
        const job = { id: 0, kind: 'imports.undo', payload: { importId: id }, personId: 1, attempts: 1 }
        await importJobs(place.installation)['imports.undo']!(job, new AbortController().signal)
        assert.deepEqual([(await place.importOf(id)).state, await counts(place)], ['undone', [0, 0, 0, 0]])
      }
  })
