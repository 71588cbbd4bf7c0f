import { QueryClient, QueryObserver } from '@tanstack/react-query'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readAnew, refreshing } from './refreshing.ts'

/** A query that somebody looks at, and how often it has been read. */
function shown(queries: QueryClient, queryKey: readonly unknown[], takes: number) {
  const read = { times: 0, aborted: 0 }
  const observer = new QueryObserver(queries, {
    queryKey,
    queryFn: async ({ signal }) => {
      read.times++
      signal.addEventListener('abort', () => read.aborted++)
      await pause(takes)
      return read.times
    },
  })
  return Object.assign(read, { leave: observer.subscribe(() => undefined) })
}

test('however much others change, a list is read little and to its end, and once more after the last', async () => {
  const queries = new QueryClient()
  const list = shown(queries, ['deals', 'list', {}], 100)
  const other = shown(queries, ['contacts', 'list', {}], 1)
  const card = shown(queries, ['deals', 'get', 7], 1)
  const another = shown(queries, ['deals', 'get', 8], 1)
  await pause(150)
  const live = refreshing(queries)
  const begun = performance.now()
  for (let i = 0; performance.now() - begun < 1000; i++) {
    live.hear({ record: 'deals', id: i % 2 ? 7 : 1000 + i, changed: [] })
    await pause(10)
  }
  assert.equal(list.times, 3, 'at first, at the first change, after a rest')
  assert.equal(list.aborted, 0)
  assert.ok(card.times > 6, `an open card is read at once: ${String(card.times)}`)
  assert.deepEqual([other.times, another.times], [1, 1])
  await pause(1200)
  assert.equal(list.times, 4, 'what changed while it rested')
  live.stop()
  for (const one of [list, other, card, another]) one.leave()
  queries.clear()
})

test('what takes long to read rests longer, and nothing is read once nobody listens', async () => {
  const queries = new QueryClient()
  const list = shown(queries, ['deals', 'list', {}], 400)
  await pause(450)
  const live = refreshing(queries)
  live.hear({ record: 'deals', id: 0, changed: [] })
  await pause(600)
  live.hear({ record: 'deals', id: 0, changed: [] })
  await pause(700)
  assert.equal(list.times, 2)
  live.stop()
  await pause(600)
  assert.equal(list.times, 2)
  list.leave()
  queries.clear()
})

test('what was on its way when something changed is read once more, and only once', async () => {
  const queries = new QueryClient()
  const first = shown(queries, ['deals', 'get', 7], 50)
  await pause(10)
  void readAnew(queries)
  void readAnew(queries, { queryKey: ['deals'] })
  await pause(150)
  assert.equal(first.times, 2)
  await pause(100)
  assert.equal(first.times, 2)
  first.leave()
  queries.clear()
})
