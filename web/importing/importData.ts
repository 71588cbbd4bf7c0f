import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Plan, PlanRecord } from '../../model/importPlan.ts'
import { ApiError, call, type Input, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type Draft = Output<'imports.look'>
export type ImportState = Output<'imports.get'>
export type Reading = Omit<Input<'imports.look'>, 'id'>

/** MB */
export const largest = 50
/** at once */
export const mostFiles = 20
const part = 1024 * 1024

/** Sends a file in parts, so that no request is large; gives its number. `told` hears how much has gone. Throws ApiError. */
export async function send(file: File, told: (share: number) => void): Promise<number> {
  const { id } = await call('imports.begin', { fileName: file.name.slice(0, 255), size: file.size })
  for (let position = 0; position * part < file.size; position++) {
    const bytes = new Uint8Array(await file.slice(position * part, (position + 1) * part).arrayBuffer())
    await call('imports.part', { id, position, base64: base64(bytes) })
    told(Math.min(1, ((position + 1) * part) / file.size))
  }
  return id
}

/** What has to be there before what points at it. */
const order: readonly PlanRecord[] = ['products', 'companies', 'contacts', 'deals']

/** Files in the order in which they are best imported, by what their rows seem to be; unreadable ones last. Throws ApiError. */
export async function inOrder(ids: readonly number[]): Promise<number[]> {
  const places = new Map<number, number>()
  for (const id of ids) {
    try {
      places.set(id, order.indexOf((await call('imports.look', { id })).plan.record))
    } catch (error) {
      // It is told in the file's own turn.
      if (!(error instanceof ApiError && error.code === 'invalid')) throw error
    }
  }
  const placeOf = (id: number) => places.get(id) ?? order.length
  return [...ids].sort((a, b) => placeOf(a) - placeOf(b))
}

function base64(bytes: Uint8Array): string {
  const step = 0x8000
  let text = ''
  for (let i = 0; i < bytes.length; i += step) text += String.fromCharCode(...bytes.subarray(i, i + step))
  return btoa(text)
}

/**
 * A file as it is understood when read in such a way; where it can't be, as it was before. Asked once for each way: to look at it again undoes its
 * trial.
 */
export function useDraft(
  id: number,
  reading: Reading,
): { draft: Draft | null; busy: boolean; error: unknown; again(): void } {
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<{ of: unknown; draft: Draft | null; error: unknown }>({
    of: null,
    draft: null,
    error: null,
  })
  useEffect(() => {
    let over = false
    call('imports.look', { id, ...reading }).then(
      (draft) => !over && setState({ of: reading, draft, error: null }),
      (error: unknown) => !over && setState(({ draft }) => ({ of: reading, draft, error })),
    )
    return () => {
      over = true
    }
  }, [id, reading, turn])
  return { draft: state.draft, busy: state.of !== reading, error: state.error, again: () => setTurn(turn + 1) }
}

const stateKey = (id: number) => ['imports', 'get', id] as const

/** How far an import has come, asked again and again until it rests. */
export const useImport = (id: number | null): ImportState | undefined => useImportQuery(id).data
export const useImportQuery = (id: number | null) =>
  useQuery({
    queryKey: stateKey(id ?? 0),
    queryFn: ({ signal }) => call('imports.get', { id: id! }, signal),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (!data || isResting(data) ? false : 500),
  })
const isResting = ({ state }: ImportState) => !['trying', 'waiting', 'running', 'undoing'].includes(state)

/** What an import has become, told by the answer to a request about it. */
export const heardOf = (state: ImportState): void => void queries.setQueryData(stateKey(state.id), state)

/** Has a plan tried. Throws ApiError. */
export async function tryPlan(id: number, plan: Plan): Promise<void> {
  heardOf(await call('imports.try', { id, plan }))
}

/** Has a plan kept without being tried. Throws ApiError. */
export const keepPlan = (id: number, plan: Plan) => call('imports.keep', { id, plan })

/** The refused rows as a file on the disk of the person. Throws ApiError. */
export async function saveRefusals(id: number): Promise<void> {
  const parts: string[] = ['\ufeff']
  let fileName = ''
  for (let after: number | null = 0; after !== null;) {
    const answer: Output<'imports.refusals'> = await call('imports.refusals', { id, after })
    parts.push(answer.text)
    fileName = answer.fileName
    after = answer.next
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }))
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
