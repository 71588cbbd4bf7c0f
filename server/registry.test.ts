import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { methods } from './methods.ts'
import { call } from './platform/method.ts'
import { stranger } from './access/actor.ts'
import { contentsOf } from './test/contents.ts'
import { startTestApp, type Person, type TestApp } from './test/app.ts'
import { examples, type Subjects } from './test/inputs.ts'
import { makes } from './test/make.ts'

let app: TestApp
/** somebody who works here and may nothing */
let nobody: Person
let on: Subjects
before(async () => {
  app = await startTestApp()
  nobody = await app.person('Nobody', [])
  const own = makes(app.administrator)
  const [deal, otherDeal] = [await own.fullDeal({ title: 'A secret', info: 'secret info' }), await own.deal()]
  const { items } = await app.administrator.does('events.list', { record: 'deals', id: deal.id })
  const contact = await own.contact({ lastName: 'Secretov' })
  const company = await own.company({ name: 'Secret & Sons' })
  on = {
    deal: deal.id,
    otherDeal: otherDeal.id,
    contact: contact.id,
    company: company.id,
    product: (await own.product({ name: 'Secret product' })).id,
    section: (await app.administrator.does('productSections.create', { name: 'Section' })).id,
    user: app.administrator.id,
    department: (await own.department()).id,
    group: (await app.administrator.does('groups.create', { name: 'Group' })).id,
    role: (await app.administrator.does('roles.create', { name: 'Secret role' })).id,
    currency: 2,
    pipeline: deal.pipelineId,
    stage: deal.stageId,
    term: 1,
    event: items[0]!.id,
    import: 999_999,
  }
})
after(() => app.stop())

const contents = () => contentsOf(app.app.installation.db)
const names = Object.keys(methods) as (keyof typeof methods)[]

/** What everybody does who is signed in, whatever his roles: it is about himself alone. */
const ownBusiness = /^(session\.(?!preview$)|preferences\.|invitations\.|setup\.get$)/

test('every method has a policy: who has no role changes nothing and is told nothing', async () => {
  const inputs = examples(on)
  const before = await contents()
  for (const name of names) {
    if (ownBusiness.test(name)) continue
    const input = inputs[name]
    if (methods[name].writes) {
      const refused = await nobody.tries(name, input)
      assert.ok(refused && refused.status < 500, `${name} was done: a new method asks for a right before it writes`)
      continue
    }
    const told = await nobody.does(name, input as never).then(
      (answer) => JSON.stringify(answer),
      () => '',
    )
    assert.doesNotMatch(told, /secret/i, `${name} tells somebody without a role`)
  }
  assert.equal(await contents(), before, 'something was written on the way to a refusal')
})

test('every method that is not for strangers asks who it is', async () => {
  const inputs = examples(on)
  const open = []
  for (const name of names) {
    if (methods[name].open) {
      open.push(name)
      continue
    }
    const asked = call(app.app.installation, methods, name, inputs[name], stranger('en'))
    await assert.rejects(asked, { code: 'signin' }, name)
  }
  for (const name of open) assert.match(name, /^(setup|session|invitations|resets)\./, `${name} is open to strangers`)
})

/** Files that read or write rows of deals and clients without asking the scope, and why they may. */
const withoutScope: Record<string, string> = {
  'access/audience.ts': 'facts for the rule itself',
  'access/scope.ts': 'the rule itself',
  'audit/audit.ts': 'names what is told to administrators alone',
  'deals/creating.ts': 'writes what has been judged',
  'deals/reactions.ts': 'the server counts open deals anew when a rate changes',
  'demo/jobs.ts': 'demo data, for administrators alone',
  'demo/past.ts': 'demo data, for administrators alone',
  'demo/removing.ts': 'demo data, for administrators alone',
  'demo/surroundings.ts': 'demo data, for administrators alone',
  'pipelines/pipelines.ts': 'stages, which everybody sees',
  'platform/events.ts': 'tells what has been written',
  'platform/live.ts': 'hands events to the audience, which asks',
  'records/searchEntries.ts': 'writes the words of what has been judged',
  'records/unique.ts': 'says that a name or an address is taken',
  'roles/explaining.ts': 'asks `getRecord` first',
  'session/openSessions.ts': 'sessions and keys, of the person or of whom he manages',
  'session/preferences.ts': 'of the person alone',
  'setup/company.ts': 'whether there are deals at all',
  'transfer/dealParts.ts': 'writes what has been judged',
  'transfer/running.ts': 'its own imports',
  'withdrawal/withdraw.ts': 'takes out what an import or the demo data had made, judged by these',
}
const sources = globSync('server/**/*.ts', { cwd: new URL('..', import.meta.url) })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !/\.test\.ts$|^server\/test\//.test(path))
const textOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('every query of deals and clients stands beside the rule, or says why it need not', () => {
  const touching =
    /\b(from|join|update|into)\s+(deals|contacts|companies|deal_lines|events|search_entries|stage_entries|deal_totals|deal_contacts|deal_observers)\b|sql\.table\(/
  const asks = /access\/scope|visibleWhere|lockRows|getRecord/
  const without = sources.filter((path) => touching.test(textOf(path)) && !asks.test(textOf(path)))
  const unexplained = without.filter((path) => !Object.hasOwn(withoutScope, path.replace('server/', '')))
  assert.deepEqual(unexplained, [], 'ask the scope, or say in this test why the file need not')
})

test('SQL is spoken through kysely, by values; what is raw is made of our own words', () => {
  const raw = sources.filter((path) => /sql\.raw\(/.test(textOf(path)) && !path.startsWith('server/platform/'))
  const known =
    /^server\/(records\/(list|slices|walk|search|filter)|deals\/board|users\/handover|transfer\/(methods|export|recognising))\.ts$/
  assert.deepEqual(
    raw.filter((path) => !known.test(path)),
    [],
  )
  for (const path of sources.filter((one) => !one.startsWith('server/platform/'))) {
    assert.doesNotMatch(textOf(path), /from 'pg'|\b(pool|client)\.query\(/, `${path} goes round the database module`)
  }
})
