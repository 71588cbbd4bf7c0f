import { IconPlus } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useMe, useStages } from '../queries.ts'
import { Floating } from '../ui/Floating.tsx'
import { isBare, isTyping } from '../ui/keys.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { useWords } from '../words.ts'
import { QuickDeal } from './QuickDeal.tsx'
import css from './NewDeal.module.css'

/** The button that makes a deal from anywhere; `N` opens it. On a phone it floats where the thumb is. */
export function NewDeal({ pipelineId, onMade }: { pipelineId: number | undefined; onMade(id: number): void }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const all = useStages()
  const stages = useMemo(
    () => all.filter((stage) => stage.pipelineId === pipelineId && stage.meaning === 'open'),
    [all, pipelineId],
  )
  const [first] = stages
  const may = useMe()?.may.add.includes('deals') === true
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.code !== 'KeyN' || event.shiftKey || !isBare(event)) return
      if (isTyping(event.target) || isHeldByDialog()) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  }, [])
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`btn primary ${css.new ?? ''}`}
        disabled={!first || !may}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('deal.new.title')}
        aria-keyshortcuts="N"
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        <span>{t('deal.new')}</span>
      </button>
      {open && first && (
        <Floating
          anchor={button}
          align="end"
          role="dialog"
          label={t('deal.new.title')}
          onClose={(reason) => (reason === 'escape' ? close() : setOpen(false))}
        >
          <QuickDeal
            stageId={first.id}
            stages={stages}
            onClose={close}
            onMade={(id) => {
              setOpen(false)
              onMade(id)
            }}
          />
        </Floating>
      )}
    </>
  )
}
