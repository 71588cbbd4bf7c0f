import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import { keysOf, type Layout } from '../../model/layouts.ts'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'

let app: TestApp
let boss: Person
let seller: Person
let field: number
let otherPipeline: number
before(async () => {
  app = await startTestApp()
  boss = app.administrator
  seller = await app.person('Seller', ['seller'])
  field = (await boss.does('customFields.create', { record: 'deals', kind: 'text', nameEn: 'Area' })).id
  otherPipeline = (await boss.does('pipelines.create', { name: 'Service' })).id
})
after(() => app.stop())

const section = (id: string, ...keys: string[]) => ({ id, nameEn: id, fields: keys.map((key) => ({ key })) })
const cardOf = (person: Person, pipelineId = 1) => person.does('layouts.get', { record: 'deals', pipelineId })
/** What says how somebody's card is arranged, and its first section. */
const firstOf = async (person: Person, pipelineId?: number) => {
  const { from, sections } = await cardOf(person, pipelineId)
  return [from, sections[0]!.id]
}
const shown = (layout: Layout) => layout.sections.map(({ id, fields }) => [id, ...fields.map(({ key }) => key)])
const roleWithout = async (...hidden: string[]) => {
  const { id } = await boss.does('roles.create', {
    name: `Without ${hidden.join()}`,
    grants: readyGrants('all').map((grant) =>
      grant.action === 'layout' ? { ...grant, range: 'all' as const } : grant,
    ),
    fieldGrants: hidden.map((one) => ({ record: 'deals', field: one, right: 'hidden' as const })),
  })
  const person = await app.person(`Limited ${String(id)}`, [])
  await boss.does('users.change', { id: person.id, fields: { roleIds: [id] } })
  return { person, id }
}
const clear = async () => {
  await app.system((ctx) => sql`delete from card_layouts`.execute(ctx.db))
}

test('who may not arrange a card takes it as it is; who arranges his own does so for nobody else', async () => {
  const nobody = await app.person('Nobody', [])
  const sections = [section('mine', 'amount')]
  for (const own of [true, false])
    assert.equal((await nobody.tries('layouts.save', { record: 'deals', own, sections }))?.status, 403)
  assert.equal((await cardOf(nobody)).from, 'builtIn')
  assert.deepEqual(await nobody.does('layouts.list', { record: 'deals' }), { items: [] })
  for (const whose of [{}, { roleId: 3 }, { pipelineId: 1 }]) {
    const refused = await seller.tries('layouts.save', { record: 'deals', ...whose, sections })
    assert.deepEqual([refused?.status, refused?.key], [403, 'error.denied.right'])
    assert.equal((await seller.tries('layouts.reset', { record: 'deals', ...whose }))?.status, 403)
  }
  await seller.does('layouts.save', { record: 'deals', own: true, sections })
  assert.deepEqual(await firstOf(seller), ['own', 'mine'])
  assert.deepEqual(await firstOf(boss), ['builtIn', 'about'])
  // Nobody else learns of it, not even who arranges cards for everybody.
  assert.deepEqual(await boss.does('layouts.list', { record: 'deals' }), { items: [] })
  await clear()
})

test('the nearest holds: one’s own, the first of one’s roles, the pipeline, everybody’s; each in its pipeline first', async () => {
  const both = await app.person('Both', ['head', 'seller'])
  const save = (id: string, whose: object, by = boss) =>
    by.does('layouts.save', { record: 'deals', sections: [section(id, 'amount')], ...whose })
  const steps: [string, object, string, Person?][] = [
    ['common', {}, 'common'],
    ['pipeline', { pipelineId: 1 }, 'pipeline'],
    ['seller', { roleId: 3 }, 'role'],
    ['seller-1', { roleId: 3, pipelineId: 1 }, 'role'],
    ['head', { roleId: 2 }, 'role'],
    ['head-1', { roleId: 2, pipelineId: 1 }, 'role'],
    ['own', { own: true }, 'own', both],
    ['own-1', { own: true, pipelineId: 1 }, 'own', both],
  ]
  for (const [id, whose, from, by] of steps) {
    await save(id, whose, by)
    assert.deepEqual(await firstOf(both), [from, id])
  }
  assert.deepEqual(await firstOf(both, otherPipeline), ['own', 'own'])
  assert.deepEqual(await firstOf(seller), ['role', 'seller-1'])
  assert.deepEqual(await firstOf(boss), ['pipeline', 'pipeline'])
  assert.deepEqual(await firstOf(boss, otherPipeline), ['common', 'common'])
  const { below, may } = await cardOf(both)
  assert.deepEqual(below, ['own', 'role', 'role', 'role', 'role', 'pipeline', 'common', 'builtIn'])
  assert.deepEqual(
    [may, (await cardOf(boss)).may],
    [
      { arrange: 'own', roles: false },
      { arrange: 'all', roles: true },
    ],
  )
  for (const [id, whose, from, by] of steps.toReversed()) {
    assert.deepEqual(await firstOf(both), [from, id])
    await (by ?? boss).does('layouts.reset', { record: 'deals', ...whose })
  }
  assert.deepEqual(await firstOf(both), ['builtIn', 'about'])
  assert.equal((await boss.tries('layouts.reset', { record: 'deals' }))?.status, 404)
})

test('what has come since stands in a section of its own; what is left out stays out', async () => {
  await boss.does('layouts.save', {
    record: 'deals',
    sections: [section('one', 'amount', 'stageSince'), section('two', `f${String(field)}`)],
  })
  const later = (await boss.does('customFields.create', { record: 'deals', kind: 'date', nameEn: 'Visit' })).id
  assert.deepEqual(shown(await cardOf(seller)), [
    ['one', 'amount', 'stageSince'],
    ['two', `f${String(field)}`],
    ['other', `f${String(later)}`],
  ])
  assert.ok((await cardOf(seller)).leftOut.includes('comment'))
  // A field that is taken away vanishes, and comes back to its place; its section, empty meanwhile, too.
  await boss.does('customFields.remove', { id: field })
  const without = await cardOf(seller)
  assert.deepEqual(shown(without), [
    ['one', 'amount', 'stageSince'],
    ['other', `f${String(later)}`],
  ])
  const { items } = await boss.does('layouts.list', { record: 'deals' })
  await boss.does('layouts.save', {
    record: 'deals',
    version: items[0]!.version,
    sections: [section('one', 'stageSince', 'amount', `f${String(later)}`)],
    leftOut: without.leftOut,
  })
  await boss.does('customFields.restore', { id: field })
  assert.deepEqual(shown(await cardOf(seller)), [
    ['one', 'stageSince', 'amount', `f${String(later)}`],
    ['two', `f${String(field)}`],
  ])
  await boss.does('customFields.remove', { id: later })
  await clear()
})

test('who does not see a field is not told of it, and keeps it where it stands', async () => {
  const key = `f${String(field)}`
  const { person } = await roleWithout('probability', key)
  await boss.does('layouts.save', {
    record: 'deals',
    sections: [section('one', 'amount', 'probability', 'typeId'), section('secret', key), section('two', 'comment')],
  })
  const seen = await cardOf(person)
  assert.deepEqual(shown(seen).slice(0, 2), [
    ['one', 'amount', 'typeId'],
    ['two', 'comment'],
  ])
  assert.doesNotMatch(
    JSON.stringify([seen, await person.does('layouts.list', { record: 'deals' })]),
    new RegExp(`probability|secret|${key}"`),
  )
  await person.does('layouts.save', {
    record: 'deals',
    version: 1,
    sections: [section('two', 'typeId', 'comment'), section('one', 'closeDate', 'amount')],
    leftOut: seen.leftOut,
  })
  assert.deepEqual(shown(await cardOf(boss)).slice(0, 3), [
    ['two', 'typeId', 'comment'],
    ['one', 'closeDate', 'amount', 'probability'],
    ['secret', key],
  ])
  // A new one for a role begins where it would otherwise stand.
  await person.does('layouts.save', { record: 'deals', pipelineId: 1, sections: [section('two', 'comment')] })
  assert.ok(keysOf(await cardOf(boss)).includes(key))
  // He neither names it nor learns by naming it whether it is there.
  for (const one of ['probability', key, 'f99999', 'nonsense', 'title', 'contacts']) {
    const refused = await person.tries('layouts.save', { record: 'deals', sections: [section('one', one)] })
    assert.deepEqual([refused?.status, refused?.key], [400, 'error.field'], one)
  }
  // Who does not see roles arranges nothing for them.
  assert.equal((await person.tries('layouts.save', { record: 'deals', roleId: 3, sections: [] }))?.status, 403)
  await clear()
})

test('two who arrange the same card at once: the second is told, and loses nothing of the first', async () => {
  const save = (version: number | null, id: string) =>
    boss.tries('layouts.save', { record: 'deals', roleId: 3, version, sections: [section(id, 'amount')] })
  const begun = await Promise.all([save(null, 'a'), save(null, 'b')])
  assert.deepEqual(begun.map((refused) => refused?.status).toSorted(), [409, undefined])
  assert.equal(await save(1, 'c'), null)
  assert.deepEqual((await save(1, 'd'))?.key, 'error.layout.changed')
  assert.equal((await boss.tries('layouts.reset', { record: 'deals', roleId: 3, version: 1 }))?.status, 409)
  assert.deepEqual(await firstOf(seller), ['role', 'c'])
  await clear()
})

test('an arrangement goes with its role or pipeline, and comes back with it', async () => {
  const { id: roleId } = await boss.does('roles.create', { name: 'Engineer', grants: readyGrants('all') })
  const engineer = await app.person('Engineer', [])
  await boss.does('users.change', { id: engineer.id, fields: { roleIds: [roleId] } })
  const { id: pipelineId } = await boss.does('pipelines.create', { name: 'Short' })
  await boss.does('layouts.save', { record: 'deals', roleId, sections: [section('role', 'amount')] })
  await boss.does('layouts.save', { record: 'deals', pipelineId, sections: [section('pipeline', 'amount')] })
  const count = async () => (await boss.does('layouts.list', { record: 'deals' })).items.length
  assert.equal(await count(), 2)
  await boss.does('roles.remove', { id: roleId })
  assert.deepEqual(await firstOf(engineer), ['builtIn', 'about'])
  assert.equal(await count(), 1)
  assert.equal((await boss.tries('layouts.save', { record: 'deals', roleId, sections: [] }))?.status, 404)
  await boss.does('roles.restore', { id: roleId })
  assert.deepEqual(await firstOf(engineer), ['role', 'role'])
  await boss.does('pipelines.remove', { id: pipelineId })
  assert.equal(await count(), 1)
  assert.equal((await boss.tries('layouts.save', { record: 'deals', pipelineId, sections: [] }))?.status, 404)
  await boss.does('pipelines.restore', { id: pipelineId })
  assert.equal(await count(), 2)
  await clear()
})

test('what makes no sense is refused: twice the same, no name, nobody’s, another record’s pipeline', async () => {
  const save = (more: object, sections: object[] = [section('one', 'amount')]) =>
    boss.tries('layouts.save', { record: 'deals', sections, ...more }).then((refused) => refused?.key)
  assert.equal(await save({}, [section('one', 'amount', 'amount')]), 'error.layout.twice')
  assert.equal(await save({}, [section('one', 'amount'), section('one')]), 'error.used')
  assert.equal(await save({}, [{ id: 'nameless', fields: [] }]), 'error.layout.name')
  assert.equal(await save({ own: true, roleId: 3 }), 'error.layout.for')
  assert.equal(await save({ roleId: 999 }), 'error.missing')
  assert.equal(await save({ record: 'contacts', pipelineId: 1 }, []), 'error.layout.for')
  assert.equal(await save({ record: 'users' }), 'error.invalid')
  assert.equal(
    await save({ record: 'companies' }, [{ id: 'links', fields: [{ key: 'contacts', always: false }] }]),
    undefined,
  )
  const company = await seller.does('layouts.get', { record: 'companies' })
  assert.deepEqual(company.sections[0]!.fields, [{ key: 'contacts', always: false }])
  await clear()
})

test('every change is an event: of one’s own for oneself, of the others for everybody', async () => {
  await boss.does('layouts.save', { record: 'deals', sections: [section('one', 'amount')] })
  await seller.does('layouts.save', { record: 'contacts', own: true, sections: [] })
  await seller.does('layouts.reset', { record: 'contacts', own: true })
  const { rows } = await app.system((ctx) =>
    sql<{ name: string; recordId: number; keys: string[] }>`
      select name, record_id, array(select jsonb_object_keys(changes)) keys from events where record = 'layouts' order by id desc limit 3`.execute(
      ctx.db,
    ),
  )
  assert.deepEqual(rows.toReversed(), [
    { name: 'layouts.changed', recordId: 0, keys: ['deals'] },
    { name: 'layouts.changed', recordId: seller.id, keys: ['contacts'] },
    { name: 'layouts.removed', recordId: seller.id, keys: ['contacts'] },
  ])
  await clear()
})
