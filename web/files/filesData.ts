import { useInfiniteQuery } from '@tanstack/react-query'
import type { FileHolder } from '../../model/files.ts'
import { call, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type RecordFile = Output<'files.list'>['items'][number]

/** The files of a record, page by page; or what lies in its bin. */
export const useFiles = (record: FileHolder, id: number, removed = false) =>
  useInfiniteQuery({
    queryKey: [record, 'files', id, removed],
    queryFn: ({ pageParam, signal }) =>
      call('files.list', { record, id, removed, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })

/** After one's own change, what is shown of the record is read anew. */
export const readFiles = (record: FileHolder): Promise<void> => queries.invalidateQueries({ queryKey: [record] })

/** Where a file is got from; to be shown, if it is of a kind that is, or saved. */
export const addressOf = (id: number, show = false): string =>
  `/api/files.content?id=${String(id)}${show ? '&show=1' : ''}`

/** A size as people write it. */
export function sizeText(bytes: number, language: string): string {
  const step = Math.min(units.length, Math.max(1, Math.floor(Math.log(bytes) / Math.log(1024))))
  const value = Math.max(0.1, bytes / 1024 ** step)
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step - 1]!,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}
const units = ['kilobyte', 'megabyte', 'gigabyte'] as const
