import { IconEye, IconPlus, IconTableImport } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useMe } from '../queries.ts'
import { Key } from '../ui/Key.tsx'
import { isTyping } from '../ui/keys.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { useWords } from '../words.ts'
import { useDemo } from './demo.ts'
import { DemoProgress } from './DemoProgress.tsx'
import { QuickDeal } from './QuickDeal.tsx'
import css from './FirstDeal.module.css'

interface Props {
  stageId: number
  onMade(id: number): void
}

type Step = 'choice' | 'deal'

/** Stands over a board while there are no deals at all: what it is for, and the ways to begin. */
export function FirstDeal({ stageId, onMade }: Props) {
  const t = useWords()
  const me = useMe()
  const [step, setStep] = useState<Step>('choice')
  const panel = useRef<HTMLElement>(null)
  useNewDealKey(() => setStep('deal'))
  const go = (next: Step) => {
    setStep(next)
    // What was pressed is gone; Escape and Tab go on from here. A form takes the focus by itself.
    panel.current?.focus({ preventScroll: true })
  }
  const back = () => go('choice')
  const name = me?.name.trim().split(/\s+/)[0] ?? ''
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className={css.panel}
      aria-label={t('start.title', { name })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && step !== 'choice') back()
      }}
    >
      {step === 'choice' && (
        <>
          <h2>{t('start.title', { name })}</h2>
          <p>{t('start.text')}</p>
          <Choices onChoose={go} />
          {me?.administrator && (
            <p className={css.foot}>
              <span>
                {t('start.stages')}{' '}
                <Link to="/settings/$part" params={{ part: 'pipelines' }}>
                  {t('start.stages.link')}
                </Link>
              </span>
              <Link to="/settings/$part" params={{ part: 'people' }}>
                {t('start.invite')}
              </Link>
            </p>
          )}
        </>
      )}
      {step === 'deal' && (
        <>
          <h2>{t('start.deal')}</h2>
          <p>{t('start.deal.text')}</p>
          <QuickDeal stageId={stageId} submit={t('start.deal.submit')} onClose={back} onMade={onMade} />
          <Back onClick={back} />
        </>
      )}
    </section>
  )
}

function Choices({ onChoose }: { onChoose(step: Step): void }) {
  const t = useWords()
  const me = useMe()
  const administrator = me?.administrator === true
  const mayImport = me?.may.import.includes('deals')
  const navigate = useNavigate()
  const demo = useDemo()
  const loading = demo.state === 'loading'
  return (
    <ul className={css.choices}>
      <Choice
        first
        icon={<IconPlus size={20} stroke={1.75} aria-hidden />}
        name={t('start.deal')}
        text={t('start.deal.hint')}
        shortcut="N"
        disabled={loading}
        onChoose={() => onChoose('deal')}
      />
      {mayImport && (
        <Choice
          icon={<IconTableImport size={20} stroke={1.75} aria-hidden />}
          name={t('start.import')}
          text={t('start.import.hint')}
          disabled={loading}
          onChoose={() => void navigate({ to: '/import', search: {} })}
        />
      )}
      {administrator && (
        <Choice
          icon={<IconEye size={20} stroke={1.75} aria-hidden />}
          name={t('start.demo')}
          text={loading ? <DemoProgress percent={demo.percent} /> : t('start.demo.hint')}
          problem={demo.refused ?? demo.problem}
          disabled={loading || demo.busy}
          onChoose={demo.load}
        />
      )}
    </ul>
  )
}

interface ChoiceProps {
  icon: ReactNode
  name: string
  text: ReactNode
  first?: boolean
  shortcut?: string
  problem?: string | null
  disabled: boolean
  onChoose(): void
}

function Choice({ icon, name, text, first = false, shortcut, problem, disabled, onChoose }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        className={`${css.choice} ${first ? css.first : ''}`}
        aria-keyshortcuts={shortcut}
        disabled={disabled}
        onClick={onChoose}
      >
        <span className={css.icon}>{icon}</span>
        <span className={css.words}>
          <b>{name}</b>
          <span>{text}</span>
        </span>
        {shortcut && <Key name={shortcut} />}
      </button>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}

function Back({ onClick }: { onClick(): void }) {
  const t = useWords()
  return (
    <button type="button" className={`btn ${css.back}`} onClick={onClick}>
      {t('start.back')}
    </button>
  )
}

/** `N` adds the deal right here instead of in a window of its own. */
function useNewDealKey(act: () => void): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.code !== 'KeyN' || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      if (isTyping(event.target) || isHeldByDialog()) return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    // Before everybody else who listens for it.
    window.addEventListener('keydown', key, true)
    return () => window.removeEventListener('keydown', key, true)
  }, [])
}
