import { useMemo } from 'react'
import type { RecordName } from '../../model/records.ts'
import { useMe } from '../queries.ts'

const none: ReadonlySet<string> = new Set()

/** The fields of a record that the person at the screen sees nowhere: they are not offered to him. */
export function useHidden(record: RecordName): ReadonlySet<string> {
  const limits = useMe()?.hidden[record]
  return useMemo(
    () =>
      limits === undefined
        ? none
        : new Set(Object.entries(limits).flatMap(([field, where]) => (where === true ? [field] : []))),
    [limits],
  )
}
