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
import { queriesIn } from './test/queries.ts'

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
    activity: (await own.activity({ title: 'Secret call', dealIds: [deal.id] })).id,
    contact: contact.id,
    otherContact: (await own.contact()).id,
    company: company.id,
    otherCompany: (await own.company()).id,
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
    customField: (await app.administrator.does('customFields.create', { record: 'deals', kind: 'text', nameEn: 'Own' }))
      .id,
    event: items[0]!.id,
    comment: 1,
    import: 999_999,
    file: (await app.administrator.sends('secret', { name: 'Secret.txt', record: 'deals', recordId: deal.id })).body.id,
  }
})
after(() => app.stop())

const contents = () => contentsOf(app.app.installation.db)
const names = Object.keys(methods) as (keyof typeof methods)[]

/** What everybody does who is signed in, whatever his roles: it is about himself alone. */
const ownBusiness = /^(session\.(?!preview$)|preferences\.|notifications\.|invitations\.|setup\.get$)/

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

/** What somebody without a role is told to lack, by the words of the table of rights. */
const lacks: [keyof typeof methods, string][] = [
  ['deals.export', 'Deals: Export'],
  ['contacts.export', 'Contacts: Export'],
  ['imports.begin', 'Deals: Import'],
  ['users.change', 'People: Change'],
  ['users.setPassword', 'People: Change'],
  ['pipelines.change', 'Pipelines: Change'],
  ['stages.change', 'Pipelines: Change'],
  ['pipelines.removeInto', 'Pipelines: Change'],
  ['stages.removals', 'Pipelines: Change'],
  ['currencies.change', 'Currencies: Change'],
  ['terms.change', 'Dictionaries: Change'],
  ['access.explain', 'Roles: Change'],
  ['settings.require', 'Deals: Card layout'],
]

test('who is refused is told the right that he lacks; what is the administrators’ alone says so', async () => {
  const inputs = examples(on)
  for (const [name, right] of lacks) {
    const { status, body } = await app.inject(name, inputs[name], { authorization: `Bearer ${nobody.key}` })
    const { message } = (body as { error: { message: string } }).error
    assert.equal(status, 403, name)
    assert.equal(message, `Your role lacks the right “${right}”: an administrator can give it`, name)
  }
  for (const name of ['settings.change', 'audit.list', 'demo.load'] as const)
    assert.equal((await nobody.tries(name, inputs[name]))?.key, 'error.denied.only', name)
})

test('who looks at Sdelka as somebody else changes nothing, by no method, though he who does may all', async () => {
  const inputs = examples(on)
  const previewing = { ...(await app.administrator.actor()), previewedBy: { id: app.administrator.id, name: 'Anna' } }
  const before = await contents()
  const allowed = []
  for (const name of names.filter((one) => methods[one].writes)) {
    if (methods[name].previewed) {
      allowed.push(name)
      continue
    }
    const asked = call(app.app.installation, methods, name, inputs[name], previewing)
    await assert.rejects(asked, { code: 'denied', key: 'error.preview' }, name)
  }
  assert.equal(await contents(), before)
  // He comes back to himself.
  assert.deepEqual(allowed, ['session.endPreview'])
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

/**
 * Queries that don't hold the rule themselves, and why they need not: `file declaration`, with how many such queries the
 * declaration speaks where it is not one; `*`: whatever is declared in the file.
 */
const withoutScope: Record<string, readonly string[]> = {
  'the rule itself, and facts for it': [
    'access/actor.ts loadActor',
    'access/facts.ts factsOf ×2',
    'access/bound.ts boundTo',
    'access/bound.ts factsOfBinders',
    'access/bound.ts factsOf',
    'access/scope.ts boundCondition ×2',
    'access/scope.ts observerCondition',
  ],
  'writes what has been judged': [
    'activities/nextOfDeals.ts keepNextOfDeals ×2',
    'comments/comments.ts addComment',
    'comments/comments.ts changeComment',
    'comments/comments.ts removeComment',
    'comments/comments.ts restoreComment',
    'deals/lines.ts writeLines',
    'duplicates/merging.ts mergeRecords',
    'deals/lines.ts insertLines',
    'deals/stageEntries.ts writeStageEntries ×2',
    'deals/stageEntries.ts rewriteStageEntries',
    'deals/stageEntries.ts insertStays',
    'files/writing.ts putAway',
    'files/writing.ts putBack',
    'files/writing.ts removeFile',
    'files/writing.ts renameFile',
    'files/writing.ts takeUpload ×2',
    'files/writing.ts undoFiles',
    'platform/events.ts emit',
    'records/change.ts changeRecords',
    'records/change.ts insertRows',
    'records/change.ts updateRows',
    'records/change.ts insertLinks',
    'records/files.ts moveFiles',
    'records/files.ts setFiles ×2',
    'records/searchEntries.ts keep',
    'records/searchEntries.ts renewSearchEntries',
    'transfer/counting.ts countGrown',
    'transfer/dealParts.ts withoutLines',
  ],
  'reads what has been locked through the scope, or been read through it': [
    'comments/comments.ts lockComment',
    'records/conflict.ts demandNoConflict',
    'duplicates/comparing.ts linkedTo',
    'duplicates/merging.ts demandSeen',
    'records/read.ts loadRows',
    'deals/lines.ts linesOfDeals',
    'comments/comments.ts filesOf',
    'files/reading.ts loadFiles',
    'files/reading.ts filesOfParts',
    'timeline/sources.ts comments',
    'deals/stageEntries.ts loggedStays',
    'history/undo.ts undoEvent ×2',
    'history/puttingBack.ts putBack',
    'history/told.ts placesOfParts',
    'history/undo.ts demandUntouched',
    'transfer/export.ts nextRows',
    'records/glance.ts otherTexts ×3',
  ],
  'is given its condition by whoever asks, and these ask the scope': [
    'deals/board.ts board',
    'transfer/columnValues.ts alike',
    'transfer/columnValues.ts named',
    'transfer/drafts.ts columnsOfNames',
    'records/read.ts readOne',
    'timeline/gathering.ts dealsOf',
    'timeline/sources.ts newestOf',
    'timeline/sources.ts activities',
    'records/walk.ts walk',
    'records/slices.ts observedRows',
    'records/slices.ts firstOfSlices',
    'records/columns.ts linkRows',
    'records/columns.ts linksOf',
    'records/columns.ts shownColumns',
    'records/columns.ts saidOf',
    'records/filter.ts textCondition',
    // A value that must not be twice is looked for among all: that there is one is told, not where.
    'records/customRules.ts demandDistinct',
    'records/filter.ts linkCondition',
    'records/similar.ts look',
    'records/similar.ts namedAs',
  ],
  'hits that are shown as far as the scope lets them': [
    'records/search.ts byWords',
    'records/search.ts amongSeen ×2',
    'records/search.ts ofClientsAndTags ×4',
  ],
  'asks the scope beside it, and tells nothing without': [
    'files/reading.ts listFiles ×2',
    'history/methods.ts history',
    'terms/uses.ts places ×3',
  ],
  'sums by who is responsible and where, of which the actor is given those within his reach': [
    'deals/sums.ts keptSums ×2',
  ],
  'the server counts for itself, and shows nobody': [
    'deals/sums.ts foldDeltas',
    'deals/reactions.ts dealJobs ×2',
    'deals/relations.ts holdRelations',
    'deals/relations.ts mirrorRelations ×2',
    'activities/reminders.ts activityJobs',
    'files/writing.ts admitUpload',
    'records/slices.ts countOwners',
    'platform/live.ts followEvents',
    'notifications/mails.ts tidyNotifications',
  ],
  'whether something is in use or taken, which is all that is said of it': [
    'currencies/methods.ts demandUnused',
    // An index is of all rows.
    'customFields/indexing.ts build',
    'pipelines/pipelines.ts areUsed',
    'records/unique.ts demandUnique',
    'records/unique.ts demandTree',
    'departments/methods.ts demandEmpty',
    'deals/deals.ts markRepeats',
    'setup/company.ts thereAreDeals',
  ],
  'the places of cards, which say nothing': [
    'deals/deals.ts settleStages',
    'deals/deals.ts placeAbove',
    'deals/deals.ts placeUnder',
  ],
  'an own field takes its values in all records along, whoever sees them: for who sees all and arranges fields': [
    'customFields/converting.ts rewrite',
    'customFields/converting.ts valuesOf',
  ],
  'stages and pipelines take all their deals along, whoever sees them: for who may delete these': [
    'pipelines/relocation.ts begin',
    'pipelines/relocation.ts putBack ×2',
    'pipelines/relocation.ts returning',
    'pipelines/relocation.ts moveSome ×2',
    'pipelines/relocationJob.ts relocationJobs',
  ],
  'what somebody leaves behind goes to another, as far as who manages people may give it: `belongs` asks the scope': [
    'users/handover.ts handOverChunk',
    'users/handover.ts giveBackChunk',
    'users/handover.ts countPart',
    'users/handoverJob.ts fail',
  ],
  'what is linked with a record goes where it goes, whoever sees it: for who may change and delete all of them': [
    'repetitions/repetitions.ts showCarried',
    'duplicates/carrying.ts carryBack',
    'duplicates/carrying.ts changeInTurn',
    'duplicates/carrying.ts pointing',
    'duplicates/jobs.ts duplicateJobs',
    // Compares all, and shows nobody: the queue asks the scope.
    'duplicates/looking.ts load',
    'duplicates/looking.ts tidyDuplicates',
  ],
  'whether a record is live, which is all that is asked of it': ['records/merged.ts gone'],
  'takes out for good what an import or the demo data had made, or the bin has kept long enough': [
    'files/tidying.ts dropContent',
    'files/tidying.ts tidyFiles ×3',
    'comments/comments.ts tidyComments',
    'records/bin.ts emptyBin ×2',
    'records/bin.ts unreferenced ×3',
    'records/bin.ts withBound',
    'withdrawal/withdraw.ts withdraw',
    'withdrawal/withdraw.ts forgetBound',
    'withdrawal/withdraw.ts forget',
    'withdrawal/withdraw.ts forgetSums',
  ],
  'demo data, for administrators alone': [
    'demo/jobs.ts demoJobs ×2',
    'demo/jobs.ts work',
    'demo/past.ts writePast ×2',
    'demo/past.ts takeCreations',
    'demo/past.ts writeEvents',
    'demo/removing.ts workedOn',
    'demo/past.ts age ×2',
    'demo/removing.ts restoreRotten ×2',
    'demo/surroundings.ts markRotten',
  ],
  'people by themselves: who signs in, whose session or link it is, what he has set': [
    'session/codes.ts codeMethods ×2',
    'session/methods.ts me',
    'session/methods.ts sessionMethods ×2',
    'session/openSessions.ts ownerOf',
    'session/preferences.ts preferenceMethods',
    'notifications/notify.ts peopleOf',
    'comments/comments.ts noticeOf',
    'notifications/mails.ts notificationJobs',
    'session/resets.ts resetJobs',
    'users/invitations.ts invitationJobs',
    'session/sessions.ts stillValid',
    'users/links.ts bearerOf',
    'users/links.ts takeLink',
    'users/users.ts userByEmail',
    'activities/people.ts zonesOf',
    'roles/giving.ts demandSafeGiving',
    'roles/methods.ts roleMethods',
  ],
  'names for those who administrate': [
    'audit/audit.ts auditEntry ×3',
    'audit/audit.ts namesOf',
    'transfer/command.ts personOf',
    'roles/staff.ts staffFor',
    'users/access.ts accessOfAll',
  ],
  'one import of the person’s own, or that `importState` has shown him': [
    'transfer/command.ts bring',
    'transfer/drafts.ts rememberedPlan',
    'transfer/drafts.ts tidyDrafts',
    'transfer/drafts.ts beginDraft',
    'transfer/drafts.ts lookAtDraft',
    'transfer/drafts.ts tryDraft',
    'transfer/drafts.ts runDraft',
    'transfer/drafts.ts dropDraft',
    'transfer/drafts.ts openDraft',
    'transfer/drafts.ts lockDraft',
    'transfer/drafts.ts keepPlan',
    'transfer/drafts.ts copyDraft',
    'transfer/files.ts fileOf ×2',
    'transfer/files.ts assembledFile',
    'transfer/importer.ts startImport ×2',
    'transfer/importer.ts cancelImport',
    'transfer/importer.ts demandBrought',
    'transfer/importer.ts startUndo ×2',
    'transfer/importer.ts importJobs ×2',
    'transfer/methods.ts refusals',
    'transfer/running.ts *',
    'transfer/undoing.ts madeBy ×2',
    'transfer/undoing.ts workedOn',
    'transfer/undoing.ts changedBy',
  ],
}
const sources = globSync('server/**/*.ts', { cwd: new URL('..', import.meta.url) })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !/\.test\.ts$|^server\/test\//.test(path))
const textOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('every query of deals, clients, products, people and imports holds the rule, or is named here with its reason', () => {
  const guarded =
    'files|comments|deals|contacts|companies|products|activities|users|imports|events|(deal|contact|company|search|stage|activity)_?(lines|tags|totals|contacts|companies|observers|entries|deals|links|participants|watchers|reminders)'
  const touching = new RegExp(`\\b(from|join|update|into)\\s+(${guarded})\\b|sql\\.table\\(|\\('(${guarded})[ ']`, 'i')
  const asks =
    /scopeCondition|tellable|visibleWhere|reachCondition|observerCondition|foundCondition|observedRows|firstOfSlices|\bseen\(ctx|visible\(ctx\)/
  const known = Object.values(withoutScope).flat()
  const whole = known.filter((name) => name.endsWith(' *')).map((name) => name.slice(0, -1))
  const found: string[] = []
  for (const path of sources)
    for (const { declared, text } of queriesIn(textOf(path)))
      if (touching.test(text) && !asks.test(text)) found.push(`${path.replace('server/', '')} ${declared}`)
  const without = [...Map.groupBy(found, (name) => name)]
    .filter(([name]) => !whole.some((file) => name.startsWith(file)))
    .map(([name, all]) => (all.length > 1 ? `${name} ×${String(all.length)}` : name))
  assert.deepEqual(
    without.toSorted(),
    known.filter((name) => !name.endsWith(' *')).toSorted(),
    'ask the scope in the query, or say in this test why it need not',
  )
  for (const file of whole)
    assert.ok(
      found.some((name) => name.startsWith(file)),
      file,
    )
})

test('a query is found in whatever way it is spoken', () => {
  const source = [
    'export async function first(ctx) {',
    "  await sql<{ a: string; b: number }>`select ${one ? sql`from deals` : '}'} ${`}`} and ${{ a: 1 }.a} end`.execute(ctx.db)",
    '}',
    "const second = () => db.selectFrom('users').select('id')",
  ].join('\n')
  const found = queriesIn(source)
  assert.deepEqual(
    found.map(({ declared, text }) => [declared, text.slice(-12)]),
    [
      ['first', '{ a: 1 }.a} end`'.slice(-12)],
      ['second', "From('users'"],
    ],
  )
})

test('SQL is spoken through kysely, by values; what is raw is made of our own words', () => {
  const raw = sources.filter((path) => /sql\.raw\(/.test(textOf(path)) && !path.startsWith('server/platform/'))
  const known =
    /^server\/(records\/(list|slices|walk|search|filter|custom|customRules)|deals\/board|users\/handover|transfer\/(methods|export|recognising))\.ts$/
  assert.deepEqual(
    raw.filter((path) => !known.test(path)),
    [],
  )
  for (const path of sources.filter((one) => !one.startsWith('server/platform/'))) {
    assert.doesNotMatch(textOf(path), /from 'pg'|\b(pool|client)\.query\(/, `${path} goes round the database module`)
  }
})
