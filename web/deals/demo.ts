import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, call, type Output } from '../api.ts'
import { useWords } from '../words.ts'

export type DemoState = Output<'demo.get'>
// What the company is set to: a live message about that has it read anew.
const queryKey = ['settings', 'demo']
const none: DemoState = { state: 'none', percent: 0, kept: {}, problem: null }
const askAgain = 300

export interface Demo extends DemoState {
  /** the server has not answered yet */
  busy: boolean
  /** why it would not begin */
  refused: string | null
  load(): void
  remove(): void
}

/** The demo data as it is now; while it is being made or removed, how far that has come. */
export function useDemo(): Demo {
  const t = useWords()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const { data = none } = useQuery({
    queryKey,
    queryFn: () => call('demo.get', {}),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? askAgain : false),
  })
  const underWay = isUnderWay(data)
  const before = useRef(underWay)
  useEffect(() => {
    // All that is shown may have come or gone.
    if (before.current && !underWay)
      void client.invalidateQueries({ predicate: (query) => query.queryKey[1] !== 'demo' })
    before.current = underWay
  }, [client, underWay])
  const ask = useCallback(
    async (method: 'demo.load' | 'demo.remove') => {
      setBusy(true)
      setRefused(null)
      try {
        const next = await call(method, {})
        await client.cancelQueries({ queryKey })
        client.setQueryData(queryKey, next)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        setRefused(error.code === 'offline' ? t('state.offline') : error.message)
      } finally {
        setBusy(false)
      }
    },
    [client, t],
  )
  return { ...data, busy, refused, load: () => void ask('demo.load'), remove: () => void ask('demo.remove') }
}

const isUnderWay = (data: DemoState | undefined) => data?.state === 'loading' || data?.state === 'removing'
