import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { importsOf, offences, readImports } from './imports.ts'

const root = join(import.meta.dirname, '../..')

test('folders import each other in the order of the house', () => {
  const { modules, imports } = readImports(root)
  for (const area of ['model', 'server', 'web'].filter((name) => existsSync(join(root, name)))) {
    assert.ok(
      modules.some((path) => path.startsWith(`${area}/`)),
      `no module of ${area} was looked at`,
    )
    assert.ok(
      imports.some(({ from }) => from.startsWith(`${area}/`)),
      `no import of ${area} was seen`,
    )
  }
  assert.deepEqual(offences(imports), [])
})

test('every kind of import is seen, and nothing in comments or strings', () => {
  const source = `
    import a from './a.ts'
    import { type B, b } from "./b.ts"
    import type { C } from './c.ts'
    import {
      d,
      type D,
    } from '../d.ts'
    import * as e from './e.ts'
    import './f.css'
    export { g } from './g.ts'
    export type { H } from './h.ts'
    export * from './i.ts'
    const j = await import('./j.ts')
    type K = typeof import('./k.ts')
    import type from './l.ts'
    // import m from './m.ts'
    /* import n from './n.ts' */ import z from 'zod'
    const o = "https://x", p = 'import o from "./o.ts"'
    export const q = "x"; const from = 'nothing'
    const r = \`
    import r from './r.ts'\`
  `
  const seen = importsOf('server/deals/x.ts', source).map(({ to, typeOnly }) => `${to}${typeOnly ? ' type' : ''}`)
  assert.deepEqual(seen.sort(), [
    'server/d.ts',
    'server/deals/a.ts',
    'server/deals/b.ts',
    'server/deals/c.ts type',
    'server/deals/e.ts',
    'server/deals/f.css',
    'server/deals/g.ts',
    'server/deals/h.ts type',
    'server/deals/i.ts',
    'server/deals/j.ts',
    'server/deals/k.ts type',
    'server/deals/l.ts',
    'zod',
  ])
})

describe('what goes against the order is found', () => {
  for (const [from, to, typeOnly] of [
    ['model/deals.ts', 'server/deals/deals.ts', true],
    ['model/deals.ts', 'pg', false],
    ['server/platform/http.ts', 'server/records/list.ts', true],
    ['server/access/scope.ts', 'server/deals/scope.ts', false],
    ['server/audit/audit.ts', 'server/users/users.ts', false],
    ['server/platform/method.ts', 'server/audit/audit.ts', false],
    ['server/deals/deals.ts', 'server/search/search.ts', false],
    ['server/deals/deals.ts', 'server/bitrix/names.ts', false],
    ['server/deals/deals.ts', 'server/subjects.ts', false],
    ['server/deals/deals.ts', 'server/methods.ts', true],
    ['server/deals/deals.ts', 'web/api.ts', true],
    ['server/deals/deals.ts', 'server/test/database.ts', false],
    ['server/automation/run.ts', 'server/bitrix/names.ts', false],
    ['web/deals/Board.tsx', 'server/deals/methods.ts', false],
    ['web/ui/Grid.tsx', 'web/records/List.tsx', false],
    ['web/ui/Grid.tsx', 'web/api.ts', false],
    ['web/records/List.tsx', 'web/deals/Board.tsx', false],
    ['web/deals/Board.tsx', 'web/routes.tsx', false],
    ['web/deals/Board.tsx', 'node:fs', false],
    ['web/deals/Board.tsx', 'bench/main.ts', false],
  ] as const) {
    test(`${from} imports ${to}`, () => {
      assert.equal(offences([{ from, to, typeOnly }]).length, 1)
    })
  }

  test('two subjects that use each other', () => {
    const circle = offences([
      { from: 'server/deals/deals.ts', to: 'server/products/products.ts', typeOnly: false },
      { from: 'server/products/products.ts', to: 'server/currencies/money.ts', typeOnly: false },
      { from: 'server/currencies/money.ts', to: 'server/deals/scope.ts', typeOnly: true },
    ])
    assert.deepEqual(circle, ['a circle: server/currencies → server/deals → server/products → server/currencies'])
  })

  test('what is in order is not found', () => {
    const fine = [
      ['model/deals.ts', 'zod', false],
      ['server/deals/deals.ts', 'server/users/users.ts', false],
      ['server/departments/methods.ts', 'server/audit/audit.ts', false],
      ['server/search/reactions.ts', 'server/deals/deals.ts', false],
      ['server/history/undo.ts', 'server/subjects.ts', false],
      ['server/methods.ts', 'server/bitrix/methods.ts', false],
      ['server/main.ts', 'server/methods.ts', false],
      ['web/api.ts', 'server/methods.ts', true],
      ['web/deals/Board.tsx', 'web/contacts/Name.tsx', false],
      ['web/ui/Pick.tsx', 'web/words.ts', false],
      ['web/main.tsx', 'web/routes.tsx', false],
    ] as const
    assert.deepEqual(offences(fine.map(([from, to, typeOnly]) => ({ from, to, typeOnly }))), [])
  })
})
