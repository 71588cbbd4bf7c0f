import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useStages } from '../queries.ts'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { QuickDeal } from './QuickDeal.tsx'

/** The button that makes a deal from anywhere; `N` opens it. */
export function NewDeal({ pipelineId, onMade }: { pipelineId: number | undefined; onMade(id: number): void }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const first = useStages().find((stage) => stage.pipelineId === pipelineId && stage.meaning === 'open')
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.code !== 'KeyN' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  }, [])
  return (
    <>
      <button ref={button} type="button" className="btn primary" disabled={!first} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconPlus size={16} aria-hidden />{t('deal.new')}
      </button>
      {open && first && (
        <Floating anchor={button} align="end" role="dialog" label={t('deal.new.title')} onClose={() => setOpen(false)}>
          <QuickDeal
            stageId={first.id} onClose={() => setOpen(false)}
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

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
