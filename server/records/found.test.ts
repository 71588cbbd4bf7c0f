import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'

let app: TestApp
let boss: Person
/** what there is, by the name that the table calls it by */
const ids = new Map<string, string>()

before(async () => {
  app = await startTestApp()
  boss = app.administrator
  const keep = (name: string, record: string, { id }: { id: number }) => ids.set(`${record} ${String(id)}`, name)
  const phone = (value: string) => [{ type: 'work' as const, value }]
  const people: [
    last: string,
    first: string,
    middle?: string | undefined,
    phones?: string | undefined,
    emails?: string,
  ][] = [
    ['Иванов', 'Иван', 'Петрович', '+79126403307', 'ivan.p@neft.example'],
    ['Иваненко', 'Олег'],
    ['Щербаков', 'Юрий', 'Львович', '+74957770102;ext=12'],
    ['Фёдоров', 'Фёдор'],
    ['Федорова', 'Анна'],
    ['Кузнецова', 'Мария', 'Игоревна', '+4930901820'],
    ['Васильев', 'Артём'],
    ['Харитонов', 'Жан'],
    ['Ли', 'Сергей'],
    ['Олийник', 'Пётр'],
    ['Yushchenko', 'Olga', undefined, undefined, 'olga_y@mail.example'],
    ['Tchaikovsky', 'Pyotr'],
    ['O’Brien', 'Zoë'],
    ['Müller', 'Jürgen'],
    ['Соловьёв', 'Илья'],
  ]
  for (const [lastName, firstName, middleName, phones, emails] of people)
    keep(
      lastName,
      'contacts',
      await boss.does('contacts.create', {
        lastName,
        firstName,
        ...(middleName ? { middleName } : {}),
        ...(phones ? { phones: phone(phones) } : {}),
        ...(emails ? { emails: phone(emails) } : {}),
      }),
    )
  const companies: [name: string, phones?: string | undefined, emails?: string][] = [
    ['ООО «Северная нефть»', '+73452500600'],
    ['Нефтехимпром'],
    ['АО «Жуковский завод»'],
    ['Gazmash Ltd', undefined, 'info@gazmash.example'],
    ['Центр обуви «Цветик»'],
    ['Восток-Сервис'],
    ['Сервис'],
    ['СервисПлюс'],
    ['100 пудов'],
  ]
  const company = new Map<string, number>()
  for (const [name, phones, emails] of companies) {
    const made = await boss.does('companies.create', {
      name,
      ...(phones ? { phones: phone(phones) } : {}),
      ...(emails ? { emails: phone(emails) } : {}),
    })
    company.set(name, made.id)
    keep(name, 'companies', made)
  }
  const products: [name: string, article?: string][] = [
    ['Насос ЦНС 60-66', 'НЦ-60/66'],
    ['Вентилятор осевой', 'VO-12.5'],
    ['Шестерня коническая'],
    ['Filter F7', 'F-7'],
  ]
  for (const [name, article] of products)
    keep(name, 'products', await boss.does('products.create', { name, price: '10', ...(article ? { article } : {}) }))
  const tag = async (name: string) => (await boss.does('terms.create', { dictionary: 'tag', name })).id
  const urgent = await tag('Срочно')
  const tender = await tag('Тендер')
  const deals: [title: string, fields?: object][] = [
    ['Поставка насосов', { companyId: company.get('Gazmash Ltd'), tagIds: [urgent] }],
    ['Ремонт котельной', { companyId: company.get('АО «Жуковский завод»'), tagIds: [tender, urgent] }],
    ['Монтаж вентиляции'],
    ['Boiler house'],
    ['Заявка 4'],
    ['Второй этап: Boiler'],
  ]
  for (const [title, fields] of deals) keep(title, 'deals', await boss.does('deals.create', { title, ...fields }))
  for (const name of ['Дмитрий Щукин', 'Alexandra Weber'])
    keep(name, 'users', { id: (await app.person(name, ['seller'])).id })
})
after(() => app.stop())

const called = async (
  person: Person,
  text: string,
  record?: 'deals' | 'contacts' | 'companies' | 'products' | 'users',
) =>
  (await person.does('search.find', { text, each: true, ...(record ? { record } : {}) })).map(
    ({ record: of, id }) => ids.get(`${of} ${String(id)}`) ?? `${of} ${String(id)}`,
  )

/** What is typed, what has to come first, and what has to be found besides. */
const table: [text: string, first: string, ...others: string[]][] = [
  // Parts of names, in any order
  ['Иванов', 'Иванов'],
  ['иванов иван', 'Иванов'],
  ['петрович иванов', 'Иванов'],
  ['ИВАН', 'Иванов', 'Иваненко'],
  ['ив пет', 'Иванов'],
  ['северная', 'ООО «Северная нефть»'],
  ['нефть', 'ООО «Северная нефть»'],
  ['нефт', 'Нефтехимпром', 'ООО «Северная нефть»'],
  ['химпром', 'Нефтехимпром'],
  ['сервис', 'Сервис', 'СервисПлюс', 'Восток-Сервис'],
  ['сервис восток', 'Восток-Сервис'],
  ['восток-сервис', 'Восток-Сервис'],
  ['насос', 'Насос ЦНС 60-66', 'Поставка насосов'],
  ['house boil', 'Boiler house'],
  ['boiler', 'Boiler house', 'Второй этап: Boiler'],
  ['ли', 'Ли'],
  ['ли сергей', 'Ли'],
  ["o'brien", 'O’Brien'],
  ['obrien', 'O’Brien'],
  ['zoe', 'O’Brien'],
  ['muller', 'Müller'],
  ['щукин', 'Дмитрий Щукин'],
  ['weber alex', 'Alexandra Weber'],
  // Phones in any notation
  ['+79126403307', 'Иванов'],
  ['8 (912) 640-33-07', 'Иванов'],
  ['8 912 6403307', 'Иванов'],
  ['+7 912 640', 'Иванов'],
  ['9126403307', 'Иванов'],
  ['33-07', 'Иванов'],
  ['3307', 'Иванов'],
  ['640 33 07', 'Иванов'],
  ['8912640', 'Иванов'],
  ['0049 30 901820', 'Кузнецова'],
  ['иванов 3307', 'Иванов'],
  ['(495) 777-01-02', 'Щербаков'],
  ['500-600', 'ООО «Северная нефть»'],
  // Emails
  ['ivan.p@neft.example', 'Иванов'],
  ['ivan.p@', 'Иванов'],
  ['olga_y', 'Yushchenko'],
  ['info@gazmash', 'Gazmash Ltd'],
  ['@gazmash.example', 'Gazmash Ltd'],
  // Numbers and articles
  ['4', 'Boiler house', 'Заявка 4'],
  ['№ 3', 'Монтаж вентиляции'],
  ['#2', 'Ремонт котельной'],
  ['№5', 'Заявка 4'],
  ['F-7', 'Filter F7'],
  ['нц-60/66', 'Насос ЦНС 60-66'],
  ['VO-12', 'Вентилятор осевой'],
  ['60-66', 'Насос ЦНС 60-66'],
  ['100', '100 пудов'],
  // Clients and tags
  ['gazmash', 'Gazmash Ltd', 'Поставка насосов'],
  ['жуковский завод', 'АО «Жуковский завод»', 'Ремонт котельной'],
  ['срочно', 'Ремонт котельной', 'Поставка насосов'],
  ['тендер', 'Ремонт котельной'],
  ['srochno', 'Ремонт котельной', 'Поставка насосов'],
  // ё and е
  ['федор', 'Фёдоров', 'Федорова'],
  ['фёдоров', 'Фёдоров', 'Федорова'],
  ['федоров федор', 'Фёдоров'],
  ['артем', 'Васильев'],
  ['petr', 'Tchaikovsky', 'Олийник'],
  // The other script
  ['Ivanov', 'Иванов'],
  ['Scherbakov', 'Щербаков'],
  ['Shcherbakov yuri', 'Щербаков'],
  ['yury shch', 'Щербаков'],
  ['fyodor', 'Фёдоров'],
  ['kuznetsova', 'Кузнецова'],
  ['kuznecova', 'Кузнецова'],
  ['Vasilyev', 'Васильев'],
  ['Vasiliev', 'Васильев'],
  ['soloviev ilya', 'Соловьёв'],
  ['zhukovskiy', 'АО «Жуковский завод»'],
  ['tsvetik', 'Центр обуви «Цветик»'],
  ['ющенко', 'Yushchenko'],
  ['чайковский', 'Tchaikovsky'],
  ['газмаш', 'Gazmash Ltd', 'Поставка насосов'],
  ['бойлер', 'Boiler house'],
  ['юрген', 'Müller'],
  // While it is being typed
  ['sc', 'Дмитрий Щукин', 'Щербаков'],
  ['fyo', 'Фёдоров'],
  ['ivan ', 'Иванов'],
  // The other keyboard
  ['bdfyjd', 'Иванов'],
  ['bdfyjd bdfy', 'Иванов'],
  ['[fhbnjyjd', 'Харитонов'],
  ['a`ljhjd', 'Фёдоров', 'Федорова'],
  ['yfcjc', 'Насос ЦНС 60-66'],
  ['пфяьфыр', 'Gazmash Ltd'],
  ['ищшдук рщгыу', 'Boiler house'],
  ['dtynbkznjh', 'Вентилятор осевой'],
  // A letter wrong, missing, one too many, two that have changed places
  ['ивонов', 'Иванов'],
  ['ивнов', 'Иванов'],
  ['иваноов', 'Иванов'],
  ['иавнов', 'Иванов'],
  ['щебраков', 'Щербаков'],
  ['щербкаов юрий', 'Щербаков'],
  ['вентилчтор', 'Вентилятор осевой'],
  ['шестирня', 'Шестерня коническая'],
  ['boilre', 'Второй этап: Boiler', 'Boiler house'],
  ['gazmsh', 'Gazmash Ltd', 'Поставка насосов'],
  ['срачно', 'Ремонт котельной'],
  ['петорвич', 'Иванов'],
]

for (const [text, first, ...others] of table)
  test(`“${text}” finds ${first}`, async () => {
    const found = await called(boss, text)
    assert.equal(found[0], first, found.join(', '))
    for (const other of others) assert.ok(found.includes(other), `${other} is not among ${found.join(', ')}`)
  })

test('what is not there is not found', async () => {
  for (const text of ['', ' ', '«»', '№', '—', 'абвгд', 'zzzz', '%', '_', 'иванов сидоров', '0000000', '\\', '☎', "'"])
    assert.deepEqual(await called(boss, text), [], text)
})

test('an answer says what led to it', async () => {
  const by = async (text: string) =>
    (await boss.does('search.find', { text, each: true })).map(({ record, by }) => `${record} ${by}`)
  assert.deepEqual(await by('gazmash'), ['companies words', 'deals client'])
  assert.deepEqual(await by('тендер'), ['deals tag'])
  assert.deepEqual(await by('щебраков'), ['contacts near'])
  assert.deepEqual(await by('gazmsh'), ['companies near', 'deals near'])
})

test('a glance shows what bears the text where its line does not', async () => {
  const match = async (text: string) => {
    const found = await boss.does('search.find', { text, each: true })
    const items = found.flatMap(({ record, id }) =>
      record === 'deals' || record === 'contacts' || record === 'companies' ? [{ record, id }] : [],
    )
    return (await boss.does('search.glance', { items, text })).map((one) => one.match)
  }
  assert.deepEqual(await match('ivan.p@'), ['ivan.p@neft.example'])
  assert.deepEqual(await match('тендер'), ['Тендер'])
  // The name, the client and the first phone stand in the line itself.
  for (const text of ['иванов', '3307', 'gazmash']) assert.deepEqual(new Set(await match(text)), new Set([null]), text)
})

test('what one may not see is not found, nor does it change what is', async () => {
  const [one, two] = [await app.person('Scope One', ['seller']), await app.person('Scope Two', ['seller'])]
  const makes = async (person: Person, name: string) => (await person.does('companies.create', { name })).id
  const hidden = await makes(one, 'Орбита')
  const before = await two.does('search.find', { text: 'орбита', each: true, limit: 201 })
  assert.deepEqual(before, [])
  const far = await makes(two, 'Большая орбита')
  const near = await makes(two, 'Орбитальная станция')
  const deal = await two.does('deals.create', { title: 'Спутник', companyId: far })
  const asked = async (text: string, limit = 10) =>
    (await two.does('search.find', { text, each: true, limit })).map(({ record, id }) => `${record} ${String(id)}`)
  const expected = [`companies ${String(near)}`, `companies ${String(far)}`, `deals ${String(deal.id)}`]
  assert.deepEqual(await asked('орбит'), expected)
  // Better answers out of sight take no place of those in sight, however few are asked for.
  for (let i = 0; i < 60; i++) await makes(one, `Орбита ${String(i)}`)
  assert.deepEqual(await asked('орбит'), expected)
  assert.deepEqual(await asked('орбит', 1), [expected[0], expected[2]])
  // Nor do they keep a wrong letter from being looked for.
  assert.deepEqual(await asked('арбит'), expected)
  await makes(one, 'Арбитальная')
  assert.deepEqual((await asked('арбитальная')).slice(0, 1), [`companies ${String(near)}`])
  // The deal of somebody else's client does not come by a name that is not seen.
  const open = await one.does('deals.create', { title: 'Ракета', companyId: hidden })
  await app.administrator.does('deals.change', { id: open.id, fields: { ownerId: two.id } })
  assert.deepEqual(await asked('ракета'), [`deals ${String(open.id)}`])
  assert.ok(!(await asked('орбита', 201)).includes(`deals ${String(open.id)}`))
  // Numbers of deals out of sight, and what lies in the bin.
  const theirs = await one.does('deals.create', { title: 'Чужая' })
  assert.deepEqual(await asked(`№ ${String(theirs.id)}`), [])
  await two.does('companies.remove', { id: near })
  assert.ok(!(await asked('орбит')).includes(expected[0]!))
  const [shown] = await two.does('search.glance', { items: [{ record: 'deals', id: open.id }], text: 'орбита' })
  assert.equal(shown?.match, null)
})
