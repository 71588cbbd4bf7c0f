import type { InvalidateQueryFilters, Query, QueryClient } from '@tanstack/react-query'
import type { LiveMessage } from '../model/events.ts'

/** Messages come in handfuls: what they are about is read once for all of them. */
const gatherFor = 60
/** What is long is not read again before this; what was long in coming, not before several times as long. */
const rest = 700
const restsOfReading = 3

export interface Refreshing {
  hear(message: LiveMessage): void
  stop(): void
}

/**
 * Reads anew what is shown of the records that others change. An open card is read as soon as it changes. Lists, boards and
 * sums are read whole, page after page, so that they rest between two readings: however busy a company is, whoever has
 * scrolled far down a list asks for little more than whoever has not.
 */
export function refreshing(queries: QueryClient): Refreshing {
  const records = new Map<string, Pace>()
  return {
    hear({ record, id }) {
      let pace = records.get(record)
      if (!pace) records.set(record, (pace = paced(queries, record)))
      pace.hear(id)
    },
    stop() {
      for (const pace of records.values()) pace.stop()
      records.clear()
    },
  }
}

/** What is made of other records too says so: `meta: { follows: ['activities'] }`. */
const follows = (meta: Record<string, unknown> | undefined, record: string): boolean =>
  (meta?.['follows'] as readonly string[] | undefined)?.includes(record) ?? false

interface Pace {
  hear(id: number): void
  stop(): void
}

function paced(queries: QueryClient, record: string): Pace {
  /** the cards to be read; 0 is all of them */
  const cards = new Set<number>()
  let gathering: ReturnType<typeof setTimeout> | null = null
  let resting: ReturnType<typeof setTimeout> | null = null
  /** lists are being read or rest, and whether they have changed since */
  let busy = false
  let wanted = false
  let over = false

  const read = () => {
    gathering = null
    const ids = new Set(cards)
    cards.clear()
    void readAnew(queries, {
      queryKey: [record],
      predicate: ({ queryKey: [, , id] }) => typeof id === 'number' && (ids.has(0) || ids.has(id)),
    })
    // Whoever sits here, and what the company has set for him.
    if (record === 'users' || record === 'settings' || record === 'customFields')
      void readAnew(queries, { queryKey: ['session'] })
    wanted = true
    void readLists()
  }
  const readLists = async () => {
    if (busy || !wanted || over) return
    busy = true
    wanted = false
    const begun = performance.now()
    await readAnew(queries, {
      // The cards of a column come anew with their board.
      predicate: ({ queryKey: [of, , part], meta }) =>
        of === record ? typeof part !== 'number' && part !== 'column' : follows(meta, record),
    })
    if (over) return
    resting = setTimeout(
      () => {
        busy = false
        void readLists()
      },
      Math.max(rest, (performance.now() - begun) * restsOfReading),
    )
  }
  return {
    hear(id) {
      cards.add(id)
      gathering ??= setTimeout(read, gatherFor)
    },
    stop() {
      over = true
      if (gathering) clearTimeout(gathering)
      if (resting) clearTimeout(resting)
    },
  }
}

/**
 * Has what is shown read anew. What is just being read for the first time may have been answered before whatever has
 * changed, and is read once more as soon as it is there.
 */
export function readAnew(queries: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> {
  for (const query of queries.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined || comingLate.has(query)) continue
    comingLate.add(query)
    const again = () => {
      comingLate.delete(query)
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    void query.promise?.then(again, again)
  }
  return queries.invalidateQueries(filters)
}
const comingLate = new WeakSet<Query>()
