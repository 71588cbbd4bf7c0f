import { readyRoles } from '../../model/roles.ts'
import type { Methods } from '../methods.ts'

/** What the examples of inputs are about. */
export interface Subjects {
  deal: number
  otherDeal: number
  activity: number
  contact: number
  otherContact: number
  company: number
  otherCompany: number
  product: number
  section: number
  user: number
  department: number
  group: number
  role: number
  currency: number
  pipeline: number
  stage: number
  term: number
  customField: number
  event: number
  comment: number
  import: number
  file: number
}

const merging = <N extends string>(name: N, ids: [number, number], field: string) =>
  ({
    [`${name}.compare`]: { ids, into: ids[0], take: { [field]: ids[0] } },
    [`${name}.merge`]: {
      ids,
      into: ids[0],
      take: { [field]: ids[0] },
      seen: [{ id: ids[0], version: 1 }],
      shows: true,
    },
  }) as unknown as Record<`${N}.compare` | `${N}.merge`, Record<string, unknown>>

/** A good input for every method there is: the compiler asks for one when a method is added. */
export const examples = (on: Subjects): Record<keyof Methods, Record<string, unknown>> => {
  const filter = {
    and: [
      { field: 'id', op: 'in', value: [1, 2] },
      { not: { field: 'createdAt', op: 'lt', value: '2020-01-01T00:00:00Z' } },
    ],
  }
  const list = { filter, sort: ['-createdAt', 'id'], limit: 5, fields: ['id', 'version'], removed: false }
  const totals = { filter }
  const ofRecord = (id: number, fields: Record<string, unknown>, made: Record<string, unknown> = fields) => ({
    list,
    get: { id },
    create: made,
    change: { id, version: 1, fields },
    remove: { id },
    restore: { id },
    totals,
    export: {
      format: 'csv',
      filter,
      sort: ['-createdAt', 'id'],
      fields: ['id', 'version'],
      headings: 'keys',
      language: 'ru',
    },
  })
  const of = <N extends string>(name: N, inputs: ReturnType<typeof ofRecord>) =>
    Object.fromEntries(Object.entries(inputs).map(([verb, input]) => [`${name}.${verb}`, input])) as {
      [V in keyof ReturnType<typeof ofRecord> as `${N}.${V}`]: Record<string, unknown>
    }
  const lines = [
    {
      productId: on.product,
      name: 'Line',
      quantity: '2',
      price: '10.5',
      discountKind: 'percent',
      discount: '5',
      taxRate: '20',
      taxIncluded: true,
      unitId: null,
    },
  ]
  const deal = {
    title: 'Deal',
    amount: '10.00',
    currency: 'USD',
    probability: 50,
    beginDate: '2026-01-01',
    closeDate: '2026-02-01',
    ownerId: on.user,
    opened: true,
    observerIds: [on.user],
    companyId: on.company,
    contactIds: [on.contact],
    comment: 'Said',
  }
  const channels = {
    phones: [{ type: 'work', value: '+79123456789' }],
    emails: [{ type: 'work', value: 'a@example.com' }],
  }
  return {
    'setup.get': {},
    'setup.run': {
      name: 'Eve',
      email: 'eve@example.com',
      password: 'a long password',
      currency: 'USD',
      language: 'en',
    },
    'settings.get': {},
    'settings.change': {
      name: 'Company',
      baseCurrency: 'USD',
      timeZone: 'UTC',
      weekStart: 1,
      binDays: 30,
      openedByDefault: true,
      twoFactorRequired: false,
    },
    'layouts.get': { record: 'deals', pipelineId: on.pipeline },
    'layouts.list': { record: 'deals' },
    'layouts.save': { record: 'deals', sections: [{ id: 'about', fields: [{ key: 'amount' }] }] },
    'layouts.reset': { record: 'deals' },
    'settings.require': { record: 'deals', field: 'sourceId', required: false },
    'session.get': {},
    'session.signIn': { email: 'eve@example.com', password: 'a long password' },
    'session.signInCode': { ticket: 'a ticket that nobody has been given', code: '000000' },
    'session.beginTwoFactor': {},
    'session.confirmTwoFactor': { code: '000000' },
    'session.turnOffTwoFactor': { password: 'wrong', code: '000000' },
    'session.makeRecoveryCodes': { password: 'wrong', code: '000000' },
    'session.requestReset': { email: 'eve@example.com' },
    'session.signOut': {},
    'sessions.list': { personId: on.user },
    'sessions.end': { id: 2_000_000_000 },
    'sessions.endOthers': { personId: on.user },
    'keys.revoke': { id: 2_000_000_000 },
    'resets.get': { token: 'a token that nobody has been given' },
    'resets.use': { token: 'a token that nobody has been given', password: 'a long password' },
    'audit.list': { filter: 'eve', kind: 'refused', personId: on.user, from: '2026-01-01', to: '2026-12-31', limit: 5 },
    'session.changePreferences': { language: 'en', theme: 'dark', timeZone: 'UTC' },
    'session.preview': { userId: on.user },
    'session.endPreview': {},
    'access.explain': { userId: on.user, record: 'deals', id: on.deal, action: 'edit' },
    'access.who': { record: 'deals', id: on.deal },
    'notifications.list': { limit: 5, unread: true },
    'notifications.unread': {},
    'notifications.read': { ids: [1], read: true },
    'notifications.readAll': {},
    'notifications.choices': {},
    'notifications.choose': { kind: 'mention', email: false },
    'preferences.list': {},
    'preferences.set': { name: 'boardFields', about: on.pipeline, value: ['sourceId'] },
    'session.changePassword': { current: 'wrong', next: 'a longer password' },
    ...of('users', ofRecord(on.user, { name: 'Somebody', roleIds: [readyRoles.seller], departmentId: on.department })),
    'users.access': {},
    'users.belongings': { id: on.user },
    'users.invite': { id: on.user, email: 'invited@example.com' },
    'users.takeTwoFactor': { id: on.user },
    'users.makeReset': { id: on.user },
    'users.revokeInvitation': { id: on.user },
    'users.deactivate': { id: on.user, heirId: null, parts: ['openDeals'] },
    'users.takeBack': { id: 1 },
    'invitations.get': { token: 'a token that nobody has been given' },
    'invitations.accept': { token: 'a token that nobody has been given', password: 'a long password' },
    'files.list': { record: 'deals', id: on.deal, removed: false, limit: 5 },
    'files.upload': { name: 'Offer.pdf', record: 'deals', recordId: on.deal },
    'files.content': { id: on.file, show: true },
    'files.rename': { id: on.file, name: 'Another name.pdf' },
    'files.remove': { id: on.file },
    'files.restore': { id: on.file },
    'bin.get': {},
    'bin.restore': { record: 'deals', ids: [on.deal] },
    'users.setPassword': { id: on.user, password: 'a long password' },
    ...of('departments', ofRecord(on.department, { name: 'Department', headId: on.user })),
    ...of('groups', ofRecord(on.group, { name: 'Group', memberIds: [on.user], roleIds: [readyRoles.seller] })),
    ...of('roles', ofRecord(on.role, { name: 'Role', grants: [{ record: 'deals', action: 'see', range: 'own' }] })),
    'roles.allow': {
      id: on.role,
      grants: [{ record: 'deals', action: 'edit', range: 'own', stageId: on.stage }],
      fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', pipelineId: on.pipeline }],
      passages: [{ pipelineId: on.pipeline, pairs: [{ fromId: on.stage, toId: null }] }],
    },
    'roles.copy': { id: on.role, name: 'Another role' },
    'roles.holders': {},
    'roles.makeDefault': { id: on.role },
    ...of('currencies', ofRecord(on.currency, { name: 'Money' }, { code: 'JPY', name: 'Yen' })),
    'currencies.setRate': { id: on.currency, rate: '1.5', day: '2026-01-01' },
    'currencies.removeRate': { id: on.currency, day: '2026-01-01' },
    'currencies.rates': { id: on.currency },
    'currencies.revaluations': {},
    ...of('pipelines', ofRecord(on.pipeline, { name: 'Pipeline' })),
    'pipelines.removeInto': { id: on.pipeline, stageId: on.stage, lostStageId: on.stage },
    'pipelines.putBack': { id: on.pipeline },
    'stages.removeInto': { id: on.stage, intoId: on.stage },
    'stages.putBack': { id: on.stage },
    'stages.removals': {},
    'stages.arrange': { ids: [on.stage] },
    'pipelines.arrange': { ids: [on.pipeline] },
    ...of(
      'customFields',
      ofRecord(on.customField, { nameEn: 'Said otherwise' }, { record: 'deals', kind: 'text', nameEn: 'Said' }),
    ),
    'customFields.arrange': { ids: [on.customField] },
    'customFields.tryConversion': { id: on.customField, kind: 'longText', several: false },
    'customFields.convert': { id: on.customField, kind: 'longText', several: false },
    'terms.arrange': { ids: [on.term] },
    'currencies.arrange': { ids: [on.currency] },
    'productSections.arrange': { ids: [on.section] },
    'products.sales': { id: on.product },
    'products.deals': { id: on.product },
    ...of('stages', ofRecord(on.stage, { name: 'Stage', color: 'red' }, { name: 'Stage', pipelineId: on.pipeline })),
    ...of('terms', ofRecord(on.term, { name: 'Word' }, { name: 'Another word', dictionary: 'tag' })),
    'terms.uses': { dictionary: 'tag' },
    ...of(
      'contacts',
      ofRecord(on.contact, { lastName: 'Contact', companyIds: [on.company], birthDate: '1990-01-01', ...channels }),
    ),
    ...of(
      'companies',
      ofRecord(on.company, { name: 'Company', employees: 5, revenue: '5.00', revenueCurrency: 'USD', ...channels }),
    ),
    'duplicates.list': { record: 'contacts', after: { rank: 0, a: 1, b: 2 } },
    'duplicates.sure': { record: 'contacts' },
    'duplicates.keepApart': { record: 'contacts', ids: [on.contact, on.otherContact] },
    'duplicates.bringTogether': { record: 'contacts', ids: [on.contact, on.otherContact] },
    'contacts.similar': {
      name: 'Contact',
      phones: ['8 912 345-67-89'],
      emails: ['a@example.com'],
      taxNumber: '7204118830',
      not: on.contact,
    },
    'companies.family': { id: on.company },
    'companies.similar': {
      name: 'Company',
      phones: ['8 912 345-67-89'],
      emails: ['a@example.com'],
      taxNumber: '7204118830',
      not: on.company,
    },
    ...of('productSections', ofRecord(on.section, { name: 'Section' })),
    ...of('products', ofRecord(on.product, { name: 'Product', price: '1.2345', taxRate: '20' })),
    ...of('deals', ofRecord(on.deal, deal, { ...deal, lines })),
    'deals.move': { id: on.deal, stageId: on.stage, after: on.otherDeal, version: 1, fields: { comment: 'Moved' } },
    'deals.board': {
      pipelineId: on.pipeline,
      filter,
      limit: 5,
      closed: true,
      stageId: on.stage,
      fields: ['id', 'title'],
    },
    'deals.products': { id: on.deal },
    'deals.setProducts': { id: on.deal, version: 1, lines },
    'deals.copy': { id: on.deal },
    'deals.stages': { id: on.deal },
    ...of(
      'activities',
      ofRecord(
        on.activity,
        {
          title: 'Call back',
          deadline: '2027-03-01T09:00:00Z',
          priority: 'high',
          reminders: [0, 60],
          result: 'Called',
        },
        { kind: 'task', dealIds: [on.deal], checklist: [{ text: 'Look', done: false }], watcherIds: [on.user] },
      ),
    ),
    'activities.finish': { id: on.activity, version: 1, result: 'Done' },
    'activities.reopen': { id: on.activity },
    'activities.tick': { id: on.activity, item: 0, text: 'Look', done: true },
    'activities.place': { places: [{ id: on.activity, day: '2027-03-01' }] },
    'activities.count': {},
    ...merging('contacts', [on.contact, on.otherContact], 'jobTitle'),
    ...merging('companies', [on.company, on.otherCompany], 'address'),
    ...merging('deals', [on.deal, on.otherDeal], 'comment'),
    'events.list': { record: 'deals', id: on.deal, limit: 5 },
    'events.putBack': { id: on.event, field: 'comment' },
    'repetitions.get': { dealId: on.deal },
    'repetitions.set': {
      dealId: on.deal,
      rule: { every: 'month', step: 1, on: 15 },
      from: '2026-01-01',
      until: null,
      times: 12,
      time: '09:00',
    },
    'repetitions.pause': { dealId: on.deal },
    'repetitions.resume': { dealId: on.deal },
    'repetitions.remove': { dealId: on.deal },
    'comments.create': { record: 'deals', recordId: on.deal, text: 'Said' },
    'comments.change': { id: on.comment, text: 'Said otherwise' },
    'comments.remove': { id: on.comment },
    'comments.restore': { id: on.comment },
    'timeline.list': { record: 'deals', id: on.deal, kinds: ['comment', 'change'], limit: 10 },
    'timeline.pin': { record: 'deals', id: on.deal, kind: 'comment', entryId: on.comment, pinned: true },
    'events.undo': { id: on.event },
    'search.find': { text: 'deal', record: 'deals', limit: 5, each: true },
    'search.glance': { items: [{ record: 'deals', id: on.deal }] },
    'demo.get': {},
    'demo.load': {},
    'demo.remove': {},
    'imports.start': {
      fileName: 'a.csv',
      text: 'Title\nOne\n',
      mapping: { record: 'deals', columns: { Title: { field: 'title' } }, key: ['title'] },
    },
    'imports.get': { id: on.import },
    'imports.list': { limit: 5, before: 5 },
    'imports.cancel': { id: on.import },
    'imports.undo': { id: on.import },
    'imports.begin': { fileName: 'file.csv', size: 10 },
    'imports.part': { id: on.import, position: 0, base64: 'YQ==' },
    'imports.look': { id: on.import },
    'imports.try': {
      id: on.import,
      plan: { record: 'deals', columns: [], existing: 'fill', key: null, pipeline: null, newStages: [], values: {} },
    },
    'imports.run': {
      id: on.import,
      plan: { record: 'deals', columns: [], existing: 'fill', key: null, pipeline: null, newStages: [], values: {} },
    },
    'imports.keep': {
      id: on.import,
      plan: { record: 'deals', columns: [], existing: 'fill', key: null, pipeline: null, newStages: [], values: {} },
    },
    'imports.copy': { id: on.import, sheet: 'Sheet' },
    'imports.values': {
      id: on.import,
      plan: { record: 'deals', columns: [], existing: 'fill', key: null, pipeline: null, newStages: [], values: {} },
      column: 'Title',
    },
    'imports.drop': { id: on.import },
    'imports.refusals': { id: on.import, after: 0, limit: 5 },
  }
}
