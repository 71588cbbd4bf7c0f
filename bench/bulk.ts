import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './report.ts'

const most = 100_000

/** Takes whole lists as files: how long the first hundred thousand deals take, and what the server grows by meanwhile. */
export async function measureExports(address: URL, key: string, resident: () => number): Promise<Report['bulk']> {
  const measured: Report['bulk'] = {}
  const fields = ['title', 'stageId', 'amount', 'closeDate', 'ownerId', 'companyId', 'beginDate', 'sourceId']
  for (const format of ['csv', 'xlsx'] as const) {
    const before = resident()
    let highest = before
    let done = false
    const watching = (async () => {
      for (; !done; await sleep(50)) highest = Math.max(highest, resident())
    })()
    const started = performance.now()
    const response = await fetch(new URL('/api/deals.export', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ format, fields, filter: { field: 'id', op: 'lte', value: most } }),
    })
    if (!response.ok) throw new Error(`deals.export: ${await response.text()}`)
    const file = Buffer.from(await response.arrayBuffer())
    const seconds = Math.round((performance.now() - started) / 10) / 100
    done = true
    await watching
    const rows =
      format === 'csv' ? file.toString('latin1').split('\r\n').length - 2 : (measured['export_csv_100k']?.rows ?? 0)
    measured[`export_${format}_100k`] = { seconds, rows, memoryMb: Math.max(0, highest - before) }
  }
  return measured
}
