import { IconAlertCircle, IconSearch, IconX } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { Fragment, useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useSlow } from '../shell/states.tsx'
import { Found } from '../ui/Found.tsx'
import { Key } from '../ui/Key.tsx'
import { mod } from '../ui/keys.ts'
import { useWords } from '../words.ts'
import { hasActions, type Entry } from './entry.ts'
import css from './Palette.module.css'

interface Props {
  text: string
  onText(text: string): void
  label: string
  entries: readonly Entry[]
  /** whether the lines are the answer to the text; until then Enter waits */
  settled: boolean
  /** milliseconds */
  took?: number | undefined
  problem?: string | null
  onRetry?(): void
  /** the lines stand under no headings and are no places */
  plain?: boolean
  /** the line that is chosen to begin with */
  first?: string | undefined
  /** shows what else can be done with a line */
  onActions?(entry: Entry): void
  /** what Backspace in the empty line goes back to */
  onBack?(): void
  onClose(): void
}

/** A line to type in and what it finds: arrows choose, Enter takes, with Ctrl in a new tab. */
export function Finder(props: Props) {
  const { text, onText, label, entries, settled, took, problem = null, onRetry, plain = false } = props
  const { first = null, onActions, onBack, onClose } = props
  const t = useWords()
  const router = useRouter()
  const list = useId()
  const scroll = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(first)
  const [entering, setEntering] = useState<'here' | 'aside' | 'actions' | null>(null)
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  )
  const active = entries[at]
  const idOf = (i: number) => `${list}-${String(i)}`
  const slow = useSlow(!settled)

  useEffect(() => {
    if (at === 0) scroll.current?.scrollTo({ top: 0 })
    else document.getElementById(`${list}-${String(at)}`)?.scrollIntoView({ block: 'nearest' })
  }, [list, at])

  const take = (entry: Entry, aside: boolean) => {
    if (entry.href && aside) return void window.open(entry.href, '_blank', 'noopener')
    // First, so that what a command opens in its turn stays open.
    onClose()
    if (entry.href) router.history.push(entry.href)
    else entry.run?.()
  }
  const show = onActions && ((entry: Entry) => void (hasActions(entry) && onActions(entry)))
  const taking = useRef(take)
  const showing = useRef(show)
  useEffect(() => {
    taking.current = take
    showing.current = show
  })
  useEffect(() => {
    if (!entering || !settled) return
    setEntering(null)
    if (!active) return
    if (entering === 'actions') showing.current?.(active)
    else taking.current(active, entering === 'aside')
  }, [entering, settled, active])

  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step && entries.length) {
      const next = Math.abs(step) > 1 ? Math.min(entries.length - 1, Math.max(0, at + step)) : at + step
      setChosen(entries[(next + entries.length) % entries.length]!.id)
    } else if (event.key === 'Enter') {
      const aside = event.ctrlKey || event.metaKey
      // Typed faster than the answer comes: what stands first now may not be what was meant.
      if (!settled && chosen === null) setEntering(aside ? 'aside' : 'here')
      else if (active) take(active, aside)
    } else if (event.key === 'Tab' && !event.shiftKey && show) {
      if (!settled && chosen === null) setEntering('actions')
      else if (active) show(active)
    } else if (event.key === 'Backspace' && text === '' && onBack) onBack()
    else if (event.code === 'KeyK' && (event.ctrlKey || event.metaKey)) onClose()
    else return
    event.preventDefault()
  }
  const none = entries.length === 0 && settled && problem === null
  return (
    <>
      <div className={css.question}>
        <IconSearch size={20} stroke={1.75} aria-hidden />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded={entries.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={active ? idOf(at) : undefined}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
          maxLength={200}
          placeholder={label}
          value={text}
          onChange={(event) => {
            onText(event.target.value)
            setChosen(null)
            setEntering(null)
          }}
          onKeyDown={keys}
        />
        <button type="button" className={css.escape} aria-label={t('close')} tabIndex={-1} onClick={onClose}>
          <Key name="Esc" />
          <IconX size={20} stroke={1.75} aria-hidden />
        </button>
      </div>
      {problem !== null && (
        <p className={css.problem} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>{plain ? problem : t('palette.failed', { reason: problem })}</span>
          {onRetry && (
            <button type="button" className="btn line" onClick={onRetry}>
              {t('state.retry')}
            </button>
          )}
        </p>
      )}
      <div
        ref={scroll}
        id={list}
        role="listbox"
        aria-label={t('palette.results')}
        aria-busy={!settled}
        className={css.results}
        hidden={entries.length === 0}
      >
        {entries.map((entry, i) => (
          <Fragment key={entry.id}>
            {!plain && entry.group !== entries[i - 1]?.group && (
              <div role="presentation" className={css.heading}>
                {entry.group}
              </div>
            )}
            <Line
              id={idOf(i)}
              entry={entry}
              text={text}
              active={i === at}
              onPoint={() => setChosen(entry.id)}
              onTake={(aside) => take(entry, aside)}
            />
          </Fragment>
        ))}
      </div>
      {none && <p className={css.nothing}>{t('palette.nothing')}</p>}
      {slow && problem === null && entries.length === 0 && <p className={css.nothing}>{t('state.loading')}…</p>}
      <span className="hidden-text" role="status">
        {settled && text ? t('palette.count', { count: entries.length }) : slow ? t('state.loading') : ''}
      </span>
      <footer className={css.foot}>
        <Key name="↑" />
        <Key name="↓" />
        <span>{t('palette.choose')}</span>
        <Key name="Enter" />
        <span>{t(plain ? 'palette.apply' : 'palette.open')}</span>
        {plain ? (
          <>
            <Key name="Backspace" />
            <span>{t('palette.back')}</span>
          </>
        ) : (
          <>
            <Key name="Tab" />
            <span>{t('palette.actions')}</span>
            <Key name={`${mod} Enter`} />
            <span>{t('palette.newTab')}</span>
          </>
        )}
        <span className={`num ${css.took}`}>{took === undefined ? '' : t('palette.took', { ms: took })}</span>
      </footer>
    </>
  )
}

interface LineProps {
  id: string
  entry: Entry
  text: string
  active: boolean
  onPoint(): void
  onTake(aside: boolean): void
}

function Line({ id, entry, text, active, onPoint, onTake }: LineProps) {
  const { mark, name, note, end, key, verbatim = false, off = false } = entry
  const marked = verbatim ? '' : text
  return (
    <div
      id={id}
      role="option"
      aria-disabled={off || undefined}
      aria-selected={active}
      className={`${css.line} ${active ? css.active : ''}`}
      data-entry={entry.id}
      onMouseMove={active ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event: MouseEvent) => onTake(event.ctrlKey || event.metaKey)}
      onAuxClick={(event) => {
        if (event.button === 1) onTake(true)
      }}
    >
      <span className={css.mark}>{mark}</span>
      <span className={`cut ${css.name}`}>
        <Found name={name} text={marked} />
      </span>
      {note !== undefined && (
        <span className={`cut ${css.note}`}>
          <Found name={note} text={marked} />
        </span>
      )}
      {end !== undefined && <span className={`num ${css.end}`}>{end}</span>}
      {key !== undefined && (
        <span className={css.end}>
          <Key name={key} />
        </span>
      )}
    </div>
  )
}
