import { IconArrowRight } from '@tabler/icons-react'
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { isNone } from '../../model/asked.ts'
import { ApiError, call } from '../api.ts'
import { Floating } from '../ui/Floating.tsx'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import { AskedFields, nothingFilled, problemWith, type Filled, type Problem } from './AskedFields.tsx'
import { StageMark } from './marks.tsx'
import { useReferences, WithReferences } from './references.tsx'
import { anyRow, type AnyRow } from './rows.ts'
import css from './asking.module.css'

/** The fields that the server wants filled in first; none where it has refused for something else. */
export const askedBy = (error: unknown): string[] =>
  error instanceof ApiError && error.needs === 'fields' ? Object.keys(error.fields) : []

interface Held {
  deal: AnyRow
  stageId: number
  /** what it hangs from */
  at: string
  fields: readonly string[]
  /** tries once more with what has been filled in */
  finish(fields: Record<string, unknown>): Promise<void>
  back(): void
}
let held: Held | null = null
const watchers = new Set<() => void>()
const hold = (next: Held | null) => {
  held = next
  for (const watcher of watchers) watcher()
}
const watch = (watcher: () => void) => {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}
/** The deal whose move is held until what it lacks is filled in. */
export const useHeld = (): number | undefined => useSyncExternalStore(watch, () => held)?.deal.id

/**
 * Moves a deal. Where the stage asks for fields that are missing, a form asks for exactly those, hanging from `at`, and
 * the move is done with them; when it is put back, the server's refusal is thrown.
 */
export async function movedWithAsked<T>(
  id: number,
  stageId: number,
  at: string,
  move: (fields: Record<string, unknown> | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await move(undefined)
  } catch (refused) {
    const fields = askedBy(refused)
    if (!fields.length) throw refused
    const deal = anyRow(await call('deals.get', { id }))
    held?.back()
    return await new Promise<T>((done, fail) => {
      const own: Held = {
        deal,
        stageId,
        at,
        fields,
        async finish(values) {
          const moved = await move(values)
          if (held === own) hold(null)
          done(moved)
        },
        back() {
          if (held === own) hold(null)
          // What the server has said of the move.
          fail(refused as ApiError)
        },
      }
      hold(own)
    })
  }
}

/** Where held moves are asked about: once on the page. */
export function Asking() {
  const now = useSyncExternalStore(watch, () => held)
  // Who goes to another page leaves the deal where it was.
  useEffect(() => () => held?.back(), [])
  return now ? (
    <WithReferences>
      <AskedForm key={`${String(now.deal.id)} ${String(now.stageId)}`} held={now} />
    </WithReferences>
  ) : null
}

function AskedForm({ held: { deal, stageId, at, fields: first, finish, back } }: { held: Held }) {
  const t = useWords()
  const { stage } = useReferences()
  const [fields, setFields] = useState(first)
  const [filled, setFilled] = useState<Filled>(nothingFilled)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const anchor = useRef<HTMLElement | null>(null)
  const [placed, setPlaced] = useState(false)
  useLayoutEffect(() => {
    const visible = [...document.querySelectorAll<HTMLElement>(at)].find((one) => one.offsetParent !== null)
    anchor.current = visible ?? document.querySelector('main')
    setPlaced(true)
  }, [at])
  const [from, to] = [stage(deal['stageId'] as number), stage(stageId)]
  const row: AnyRow = { ...deal, pipelineId: to?.pipelineId ?? deal['pipelineId'] }
  const missing = fields.filter((name) => isNone(filled.values[name]))

  async function send({ values }: Filled) {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await finish(values)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFields([...new Set([...fields, ...askedBy(error)])])
      setProblem(problemWith(error, fields))
      setBusy(false)
    }
  }
  const told = problem && problem.field === undefined
  if (!placed) return null
  return (
    <Floating
      anchor={anchor}
      align="end"
      role="dialog"
      label={t('asked.title')}
      // What has been typed is not lost by a press beside it.
      onClose={(reason) => (reason === 'escape' || !Object.keys(filled.values).length) && back()}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void send(filled)
        }}
      >
        <h2 className={css.way}>
          {from && (
            <span className={css.from}>
              <StageMark color={from.color} />
              <span className="cut">{from.name}</span>
            </span>
          )}
          <IconArrowRight size={14} stroke={1.75} aria-hidden />
          {to && (
            <span className={css.to}>
              <StageMark color={to.color} />
              <span className="cut">{to.name}</span>
            </span>
          )}
        </h2>
        <p className={css.lacks}>{t('asked.lacks', { count: fields.length })}</p>
        <AskedFields
          record="deals"
          fields={fields}
          row={row}
          filled={filled}
          problem={problem}
          onFill={setFilled}
          onDone={(all) => void send(all)}
        />
        {told && (
          <p className="problem" role="alert">
            {problem.text}
          </p>
        )}
        <footer className={css.actions}>
          <button type="submit" className="btn primary" disabled={busy || missing.length > 0}>
            {t('asked.move')}
            <Key name="Enter" />
          </button>
          <button type="button" className="btn" onClick={back}>
            {t('asked.back')}
            <Key name="Esc" />
          </button>
        </footer>
      </form>
    </Floating>
  )
}
