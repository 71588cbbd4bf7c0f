import {
  IconAlertCircle,
  IconArrowsDiagonal,
  IconChevronDown,
  IconChevronLeft,
  IconChevronUp,
  IconLink,
  IconX,
} from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { isBare, isTyping } from '../ui/keys.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { useWords } from '../words.ts'
import type { Neighbours } from './neighbours.ts'
import css from './CardFrame.module.css'

interface Props {
  /** what it is: "Company 12" */
  label: string
  /** its own address, to be copied */
  href: string
  /** fills the screen instead of lying over the list */
  asPage: boolean
  /** where the way back leads */
  back: string
  neighbours?: Neighbours | undefined
  onStep?(id: number): void
  onClose(): void
  onPage(): void
  /** more that can be done, beside the link */
  actions?: ReactNode
  children: ReactNode
}

/**
 * What stands around an opened record: a panel over the list with a bar of its own, or a page. Escape closes the panel, K
 * and J go to the record before and after it.
 */
export function CardFrame(props: Props) {
  const { label, href, asPage, neighbours, onStep, onClose, children } = props
  const panel = useRef<HTMLElement>(null)
  const shown = useRef(href)
  useEffect(() => {
    shown.current = href
  })
  useEffect(() => {
    if (asPage) return
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      // Found from elsewhere, just made, or come to from another: the record itself is where one goes on.
      const own = standsFor(shown.current)
      const back = own && !own.contains(before) ? (own.querySelector<HTMLElement>('[role=rowheader]') ?? own) : before
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true })
    }
  }, [asPage])
  const { previous, next } = neighbours ?? {}
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isHeldByDialog()) return
      if (event.key === 'Escape' && !asPage) return onClose()
      if (!isBare(event) || event.shiftKey || isTyping(event.target)) return
      const to = event.code === 'KeyK' ? previous : event.code === 'KeyJ' ? next : undefined
      if (to !== undefined) onStep?.(to)
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  }, [asPage, previous, next, onStep, onClose])
  if (asPage)
    return (
      <section className={`${css.card} ${css.page}`} aria-label={label}>
        <Bar {...props} />
        {children}
      </section>
    )
  return (
    <>
      <div className={css.scrim} onClick={onClose} />
      <section ref={panel} className={`${css.card} ${css.panel}`} role="dialog" aria-label={label} tabIndex={-1}>
        <Bar {...props} />
        {children}
      </section>
    </>
  )
}

/** The card of the board or the row of the list that an opened record came from. */
const standsFor = (href: string) => {
  const id = href.split('/').at(-1)!
  return document.querySelector<HTMLElement>(`[data-card="${id}"], [data-row="${id}"]`)
}

function Bar({ label, href, asPage, back, neighbours, onStep, onClose, onPage, actions }: Props) {
  const t = useWords()
  return (
    <div className={css.top}>
      <button type="button" className={`${css.icon} ${css.back}`} aria-label={back} onClick={onClose}>
        <IconChevronLeft size={20} stroke={1.75} aria-hidden />
      </button>
      <span className={css.label}>
        {label}
        {neighbours?.count !== undefined && (
          <span className={css.place}>
            {' · '}
            {t('clients.place', { place: neighbours.place, count: neighbours.count })}
          </span>
        )}
      </span>
      {neighbours && onStep && (
        <span className={css.steps}>
          <Step to={neighbours.previous} name={t('clients.previous')} shortcut="K" onStep={onStep}>
            <IconChevronUp size={16} stroke={1.75} aria-hidden />
          </Step>
          <Step to={neighbours.next} name={t('clients.next')} shortcut="J" onStep={onStep}>
            <IconChevronDown size={16} stroke={1.75} aria-hidden />
          </Step>
        </span>
      )}
      <span className={css.push} />
      <CopyLink href={href} />
      {!asPage && (
        <button
          type="button"
          className={`${css.icon} ${css.enlarge}`}
          aria-label={t('deal.page')}
          title={t('deal.page')}
          onClick={onPage}
        >
          <IconArrowsDiagonal size={16} stroke={1.75} aria-hidden />
        </button>
      )}
      {actions}
      {!asPage && (
        <button
          type="button"
          className={`${css.icon} ${css.close}`}
          aria-label={t('deal.close')}
          title={t('deal.close')}
          onClick={onClose}
        >
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      )}
    </div>
  )
}

interface StepProps {
  to: number | undefined
  name: string
  shortcut: string
  onStep(id: number): void
  children: ReactNode
}

function Step({ to, name, shortcut, onStep, children }: StepProps) {
  return (
    <button
      type="button"
      className={css.icon}
      disabled={to === undefined}
      aria-label={name}
      aria-keyshortcuts={shortcut}
      title={`${name} (${shortcut})`}
      onClick={() => to !== undefined && onStep(to)}
    >
      {children}
    </button>
  )
}

function CopyLink({ href }: { href: string }) {
  const t = useWords()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <span className={css.told} role="status">
        {copied ? t('deal.linkCopied') : ''}
      </span>
      <button
        type="button"
        className={css.icon}
        aria-label={t('deal.link')}
        title={t('deal.link')}
        onClick={() => void copyText(`${location.origin}${href}`).then(() => setCopied(true))}
      >
        <IconLink size={16} stroke={1.75} aria-hidden />
      </button>
    </>
  )
}

/** The clipboard of the browser is missing on a plain http address; the old way works everywhere. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

interface TabsProps<T extends string> {
  label: string
  tabs: readonly { key: T; name: string; count?: number | undefined }[]
  value: T
  onChange(tab: T): void
  children: ReactNode
}

/** The parts of a card, of which one is shown; arrows go from one to the next. */
export function CardTabs<T extends string>({ label, tabs, value, onChange, children }: TabsProps<T>) {
  return (
    <>
      <div className={css.tabs} role="tablist" aria-label={label}>
        {tabs.map(({ key, name, count }, i) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`card-tab-${key}`}
            aria-selected={value === key}
            aria-controls="card-part"
            tabIndex={value === key ? 0 : -1}
            onClick={() => onChange(key)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
              if (!step) return
              event.preventDefault()
              const next = tabs[(i + step + tabs.length) % tabs.length]!.key
              onChange(next)
              document.getElementById(`card-tab-${next}`)?.focus()
            }}
          >
            {name}
            {count !== undefined && count > 0 && <span className={css.count}>{count}</span>}
          </button>
        ))}
      </div>
      <div id="card-part" role="tabpanel" aria-labelledby={`card-tab-${value}`} className={css.part} tabIndex={-1}>
        {children}
      </div>
    </>
  )
}

/** The shape of a card on its way. */
export function CardGhost() {
  return (
    <div className={css.ghosts} aria-busy>
      <i className={css.ghostTitle} />
      <i className={css.ghostFacts} />
      <i className={css.ghostBar} />
      <div>
        {[0, 1, 2, 3, 4, 5].map((i) => (
          <i key={i} />
        ))}
      </div>
    </div>
  )
}

/** Why a card can't be shown, and the way to try again where that may help. */
export function CardFailed({
  error,
  missing,
  failed,
  onAgain,
}: {
  error: Error
  missing: string
  failed: string
  onAgain(): void
}) {
  const t = useWords()
  const gone = error instanceof ApiError && error.code === 'missing'
  return (
    <div className={css.failed} role="alert">
      <IconAlertCircle size={16} stroke={1.75} aria-hidden />
      <span>{gone ? missing : `${failed}. ${error.message || t('error.offline')}`}</span>
      {!gone && (
        <button type="button" onClick={onAgain}>
          {t('error.again')}
        </button>
      )}
    </div>
  )
}

/** Says that the record is in the bin; with the way out of it for those who may. */
export function BinBanner({ text, onRestore }: { text: string; onRestore: (() => void) | undefined }) {
  const t = useWords()
  return (
    <p className={css.banner} role="status">
      <IconAlertCircle size={16} stroke={1.75} aria-hidden />
      {text}
      {onRestore && (
        <button type="button" onClick={onRestore}>
          {t('deal.restore')}
        </button>
      )}
    </p>
  )
}
