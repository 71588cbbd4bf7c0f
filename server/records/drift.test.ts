import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { kinds, type Field } from '../../model/fields.ts'
import { recordNames, records } from '../../model/records.ts'
import { errorWords } from '../../model/words/errors.ts'
import { fieldWords } from '../../model/words/fields.ts'
import { connect, type Connection } from '../platform/database.ts'
import { testDatabase, type TestDatabase } from '../test/database.ts'
import { snake } from './change.ts'
import { columnNames, keyedNames, linkNames, linkTable, saidNames } from './columns.ts'
import { hanging, staying } from './hanging.ts'

let database: TestDatabase
let connection: Connection
before(async () => {
  database = await testDatabase()
  connection = connect(database.connectionString)
})
after(async () => {
  await connection.close()
  await database.drop()
})

const types: Record<string, string> = { timestamptz: 'timestamp with time zone', 'text[]': 'ARRAY' }

/** What a record's table should look like, and what it does look like. */
async function compare(
  name: string,
  fields: Record<string, Field>,
): Promise<{ missing: string[]; extra: string[]; wrong: string[] }> {
  const { rows } = await connection.pool.query<{
    column_name: string
    data_type: string
    is_nullable: string
    collation_name: string | null
  }>(
    `select column_name, data_type, is_nullable, collation_name from information_schema.columns where table_schema = 'public' and table_name = $1`,
    [snake(name)],
  )
  const live = new Map(rows.map((row) => [row.column_name, row]))
  const expected = new Map<string, { type: string; required: boolean }>()
  for (const [key, field] of Object.entries(fields)) {
    const { column, key: keyed } = kinds[field.kind]
    if (!column) continue
    expected.set(snake(key), { type: types[column] ?? column, required: field.required })
    if (keyed) expected.set(`${snake(key)}_key`, { type: 'text', required: field.required })
  }
  return {
    missing: [...expected.keys()].filter((column) => !live.has(column)),
    extra: [...live.keys()].filter((column) => !expected.has(column)),
    wrong: [...expected]
      .filter(([column, { type, required }]) => {
        const row = live.get(column)
        return (
          row &&
          (row.data_type !== type ||
            (row.is_nullable === 'NO') !== required ||
            (column.endsWith('_key') && row.collation_name !== 'C'))
        )
      })
      .map(([column]) => column),
  }
}

test('the live database has the columns of every record, of their types, and no other', async () => {
  for (const name of recordNames) {
    const own = records[name].extendable ? ['custom'] : []
    assert.deepEqual(await compare(name, records[name].fields), { missing: [], extra: own, wrong: [] }, name)
    assert.deepEqual(
      [...columnNames(name), ...linkNames(name), ...saidNames(name)].sort(),
      Object.keys(records[name].fields).sort(),
    )
    for (const link of linkNames(name)) {
      const { table, own, other } = linkTable(name, link)
      const { rows } = await connection.pool.query(
        `select ${snake(own)}, ${snake(other)}, position from ${snake(table)}`,
      )
      assert.deepEqual(rows, [])
    }
    for (const key of keyedNames(name)) assert.ok(key in records[name].fields)
  }
})

test('drift would be seen', async () => {
  const { title: _title, ...fields } = records.deals.fields
  const { missing, extra, wrong } = await compare('deals', {
    ...fields,
    margin: records.deals.fields.amount,
    probability: records.deals.fields.comment,
  })
  assert.deepEqual([missing, extra.sort(), wrong], [['margin'], ['custom', 'title', 'title_key'], ['probability']])
})

test('every table whose rows belong to a client or a deal says whether they go with it where it becomes part of another', async () => {
  const { rows } = await connection.pool.query<{ name: string }>(`
    select table_name name from information_schema.columns where table_schema = 'public' and column_name in ('record', 'record_id')
    group by 1 having count(*) = 2
    union
    select t.relname from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
    where c.contype = 'f' and r.relname in ('contacts', 'companies', 'deals')`)
  const said = new Set([
    ...hanging.map(({ table }) => snake(table)),
    ...Object.keys(staying),
    ...recordNames.map(snake),
    ...recordNames.flatMap((name) => linkNames(name).map((field) => snake(linkTable(name, field).table))),
  ])
  const unsaid = rows.map(({ name }) => name).filter((name) => !said.has(name))
  assert.deepEqual(unsaid, [], 'one line in server/records/hanging.ts')
  const { rows: tables } = await connection.pool.query<{ name: string }>(
    `select table_name name from information_schema.tables where table_schema = 'public'`,
  )
  const there = new Set(tables.map(({ name }) => name))
  assert.deepEqual(
    [...hanging.map(({ table }) => snake(table)), ...Object.keys(staying)].filter((name) => !there.has(name)),
    [],
  )
})

test('every field has its name in both languages', () => {
  for (const name of recordNames) {
    for (const key of Object.keys(records[name].fields)) {
      const words = (fieldWords as Record<string, { en: string; ru: string }>)[`${name}.${key}`]
      assert.ok(words?.en && words.ru, `${name}.${key}`)
    }
  }
})

test('every refusal that is said exists, and every one that exists is said', () => {
  const root = join(import.meta.dirname, '../..')
  const sources = globSync(['server/**/*.ts', 'model/filters.ts'], { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  )
  assert.ok(sources.length > 40)
  const said = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  // `error.${kind}.used` says all that are of that form; the reasons of a filter are whole words of its own.
  const forms = [...said.matchAll(/`error\.([\w.${}]+)`/g)].map(([, form]) => form!.replaceAll(/\$\{[^}]+\}/g, '\\w+'))
  const composed = [...forms.filter((form) => form !== '\\w+'), 'filter\\.\\w+'].map(
    (form) => new RegExp(`^error\\.${form}$`),
  )
  for (const key of Object.keys(errorWords)) {
    assert.ok(said.includes(`'${key}'`) || composed.some((form) => form.test(key)), `${key} is never said`)
  }
})
