import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpConnection } from './load.ts'
import type { Operation } from './operations.ts'
import { randomOf } from './random.ts'
import type { Bulk, Report } from './report.ts'

const rows = 100_000
const [clients, people, products] = [20_000, 30_000, 400]
const idleSeconds = 10
/** How often somebody else asks for a list or a board. */
const pace = 100

/** What the import is measured with. */
export interface ImportBench {
  address: URL
  /** of the one who imports, and of the one who works meanwhile */
  key: string
  /** resident memory of the server in MB, now */
  resident(): number
  /** what the other one asks, in turn */
  asked: readonly Operation[]
  /** a pipeline, and stages of it in which deals are open */
  pipeline: string
  stages: readonly string[]
  say(text: string): void
}

/**
 * Brings a hundred thousand deals with companies, contacts and products as the wizard does: tried, imported, taken back.
 * Somebody else works at a steady pace before, meanwhile and after; what he waits for is told beside what he waits for
 * when nothing is imported.
 */
export async function measureImport(bench: ImportBench): Promise<Report['bulk']> {
  const { say } = bench
  const file = Buffer.from(madeFile(bench.stages))
  const ask = asking(bench.address, bench.key)
  const measured: Report['bulk'] = {}
  const step = async (name: string, act: () => Promise<unknown>) => {
    const before = await others(bench, () => sleep(idleSeconds * 1000))
    const memory = bench.resident()
    let seconds = 0
    const meanwhile = await others(bench, async () => {
      const started = performance.now()
      await act()
      seconds = Math.round((performance.now() - started) / 10) / 100
    })
    measured[name] = {
      seconds,
      rows,
      memoryMb: Math.max(0, meanwhile.highestMb - memory),
      load: Math.round(loadavg()[0]! * 100) / 100,
      others: Object.fromEntries(
        Object.entries(meanwhile.p95).map(([asked, during]) => [asked, { idle: before.p95[asked] ?? 0, during }]),
      ),
    }
    say(bulkLine(name, measured[name]))
  }

  await using _page = await openPage(bench.address, bench.key)
  let id = 0
  let plan: Plan | undefined
  await step('import_upload_100k', async () => {
    ;({ id } = await ask<{ id: number }>('imports.begin', { fileName: 'deals.csv', size: file.length }))
    for (let position = 0; position * part < file.length; position++) {
      const base64 = file.subarray(position * part, (position + 1) * part).toString('base64')
      await ask('imports.part', { id, position, base64 })
    }
    const draft = await ask<{ plan: Plan; rowsTotal: number }>('imports.look', { id })
    if (draft.rowsTotal !== rows) throw new Error(`${String(draft.rowsTotal)} rows were seen`)
    plan = {
      ...draft.plan,
      pipeline: bench.pipeline,
      columns: draft.plan.columns.map((one) => (one.place === 'lines.product' ? { ...one, missing: 'create' } : one)),
    }
  })
  const done = async (states: readonly string[]) => {
    for (;;) {
      const state = await ask<State>('imports.get', { id })
      if (!states.includes(state.state)) return state
      await sleep(200)
    }
  }
  await step('import_trial_100k', async () => {
    await ask('imports.try', { id, plan })
    const { trial, problem } = await done(['trying'])
    demandAll(trial?.created, problem)
  })
  await step('import_100k', async () => {
    await ask('imports.run', { id, plan })
    const { created, problem } = await done(['waiting', 'running'])
    demandAll(created, problem)
  })
  await step('import_undo_100k', async () => {
    await ask('imports.undo', { id })
    const { state, problem, kept } = await done(['undoing'])
    if (state !== 'undone' || Object.keys(kept).length)
      throw new Error(`Not undone: ${JSON.stringify({ problem, kept })}`)
  })
  return measured
}

/** A page that is told of every change, as that of who imports is. */
async function openPage(address: URL, key: string): Promise<AsyncDisposable> {
  const gone = new AbortController()
  const headers = { authorization: `Bearer ${key}` }
  const response = await fetch(new URL('/api/live', address), { headers, signal: gone.signal })
  if (!response.ok) throw new Error(`The live stream answers ${String(response.status)}`)
  const read = response.body!.pipeTo(new WritableStream()).catch(() => undefined)
  return {
    async [Symbol.asyncDispose]() {
      gone.abort()
      await read
    },
  }
}

const part = 1024 * 1024

interface Plan {
  columns: { column: string; place: string | null }[]
  [other: string]: unknown
}
interface State {
  state: string
  problem: string | null
  created: Record<string, number>
  kept: Record<string, number>
  trial: { created: Record<string, number> } | null
}

function demandAll(created: Record<string, number> | undefined, problem: string | null): void {
  const wanted = { deals: rows, companies: clients, contacts: people, products }
  for (const [record, count] of Object.entries(wanted))
    if (created?.[record] !== count) throw new Error(`Not imported: ${JSON.stringify({ created, problem })}`)
}

/** Deals by a number of another system; each client, person and product comes several times. */
function madeFile(stages: readonly string[]): string {
  const random = randomOf('import')
  const lines = Array.from({ length: rows }, (_, i) => {
    const [client, person, product] = [i, i, i].map((n, at) =>
      n < [clients, people, products][at]! ? n : random.int(0, [clients, people, products][at]!),
    )
    const day = new Date(Date.UTC(2026, 0, 1 + random.int(0, 300))).toISOString().slice(0, 10)
    return [
      `X-${String(i)}`,
      `Поставка ${String(i)} для клиента ${String(client)}`,
      stages[random.int(0, stages.length)]!,
      day,
      `ООО «Импорт ${String(client)}»`,
      `Имя${String(person)} Фамилия${String(person)}`,
      `+371${String(20_000_000 + person!)}`,
      `Товар импорта ${String(product)}`,
      String(random.int(1, 20)),
      `${String(random.int(100, 90_000))}.50`,
    ].join(';')
  })
  const head = 'ID сделки;Название;Стадия;Дата закрытия;Клиент;Контакт;Телефон;Товар;Кол-во;Цена'
  return `${head}\n${lines.join('\n')}\n`
}

function asking(address: URL, key: string) {
  return async <T>(method: string, input: unknown): Promise<T> => {
    const response = await fetch(new URL(`/api/${method}`, address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(input),
    })
    if (!response.ok) throw new Error(`${method}: ${await response.text()}`)
    return (await response.json()) as T
  }
}

/** What somebody waits for who works while something is done, each question by itself; and the highest memory meanwhile. */
async function others(
  { address, key, asked, resident }: ImportBench,
  act: () => Promise<unknown>,
): Promise<{ p95: Record<string, number>; highestMb: number }> {
  const connection = new HttpConnection(address)
  const random = randomOf('others')
  const times = new Map(asked.map(({ name }) => [name, [] as number[]]))
  let highestMb = resident()
  let over = false
  const working = (async () => {
    // From when the question was due: who is kept waiting can't ask either.
    for (let n = 0, due = performance.now(); !over; n++, due += pace) {
      const operation = asked[n % asked.length]!
      for (const { method, input } of operation.calls(random)) {
        const { status, body } = await connection.post(`/api/${method}`, key, input)
        if (status !== 200) throw new Error(`${method} ${String(status)}: ${body.slice(0, 200)}`)
      }
      times.get(operation.name)!.push(performance.now() - due)
      highestMb = Math.max(highestMb, resident())
      await sleep(Math.max(0, due + pace - performance.now()))
    }
  })()
  try {
    await Promise.race([act(), working])
  } finally {
    over = true
    await working.finally(() => connection.close())
  }
  const p95 = (list: number[]) => {
    list.sort((a, b) => a - b)
    return Math.round((list[Math.min(list.length - 1, Math.floor(list.length * 0.95))] ?? 0) * 10) / 10
  }
  return { p95: Object.fromEntries([...times].map(([name, list]) => [name, p95(list)])), highestMb }
}

/** What was measured, as a line. */
export function bulkLine(name: string, { seconds, rows: done, memoryMb, load, others: waits }: Bulk): string {
  const goal = name === 'import_100k' ? ' (goal 60 s, + 150 MB, others 2×)' : ''
  const told = Object.entries(waits ?? {}).map(
    ([asked, { idle, during }]) => `${asked} ${String(idle)} → ${String(during)} ms (${(during / idle).toFixed(1)}×)`,
  )
  return [
    `${name}: ${String(done)} rows in ${String(seconds)} s, + ${String(memoryMb)} MB${goal}`,
    ...(told.length ? [`p95 of others: ${told.join(', ')}`] : []),
    ...(load === undefined ? [] : [`load ${String(load)}`]),
  ].join('; ')
}
