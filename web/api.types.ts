import type { RowOf } from '../model/records.ts'
import { call } from './api.ts'

/** Never run: the compiler checks that the client is typed by the server's table. */
export async function check(): Promise<unknown> {
  const { items } = await call('deals.list', { limit: 10, sort: ['-amount'] })
  const deals: RowOf<'deals'>[] = items
  const one = await call('deals.create', { title: 'A', lines: [{ name: 'Work', price: '10' }] })
  const amount: string | null = one.amount
  const may: boolean = one.may.move
  await call('companies.create', { name: 'Acme' })
  // @ts-expect-error a required field is missing
  await call('companies.create', {})
  // @ts-expect-error createdAt is set by the server alone
  await call('deals.create', { title: 'A', createdAt: '2026-01-01T00:00:00Z' })
  // @ts-expect-error no such method
  await call('deals.explode', {})
  // @ts-expect-error an id is a number
  await call('deals.get', { id: '1' })
  // @ts-expect-error money is decimal text, never a number
  await call('deals.change', { id: 1, fields: { amount: 3 } })
  // @ts-expect-error a field of another record
  await call('contacts.change', { id: 1, fields: { stageId: 3 } })
  // @ts-expect-error titles can't be taken away
  const title: null = one.title
  return [deals, amount, may, title]
}
