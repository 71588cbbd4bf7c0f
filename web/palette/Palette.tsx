import { useState } from 'react'
import { ApiError } from '../api.ts'
import { openWindow, type Step } from '../shell/windows.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import { useCommands, useDoing } from './commands.tsx'
import { suits, type Entry } from './entry.ts'
import { Finder } from './Finder.tsx'
import { useFound, useFoundEntries, useRecent } from './found.tsx'
import { useStageEntries } from './stages.tsx'
import { useZoneEntries } from './zones.tsx'
import css from './Palette.module.css'

interface Props {
  step: Step
  /** the deal that was open or focused when the palette was asked for */
  deal: number | undefined
  onClose(): void
}

/** Finds anything by typing and runs any command; some commands ask for one thing more, in the same place. */
export function Palette({ step, deal, onClose }: Props) {
  const t = useWords()
  return (
    <Dialog label={t('palette.placeholder')} high className={css.palette} onClose={onClose}>
      {step.kind === 'all' && <Everything deal={deal} onClose={onClose} />}
      {step.kind === 'stage' && <Stages deal={step.deal} onClose={onClose} />}
      {step.kind === 'zone' && <Zones onClose={onClose} />}
    </Dialog>
  )
}

function Everything({ deal, onClose }: Omit<Props, 'step'>) {
  const t = useWords()
  const [text, setText] = useState('')
  const typed = text.trim()
  const { answer, error, retry, settled } = useFound(text)
  const found = useFoundEntries(answer)
  const recent = useRecent()
  const commands = useCommands()
  const doing = useDoing(typed, deal)
  const suiting = commands.filter((entry) => suits(entry, typed))
  const entries = typed ? [...found, ...suiting, ...doing] : [...recent, ...doing, ...commands]
  return (
    <Finder
      text={text}
      onText={setText}
      label={t('palette.placeholder')}
      entries={entries}
      settled={settled}
      took={typed ? answer?.took : undefined}
      problem={error instanceof ApiError ? error.message || t('state.offline') : null}
      onRetry={retry}
      onClose={onClose}
    />
  )
}

const back = () => openWindow({ kind: 'palette', step: { kind: 'all' } })

function Stages({ deal, onClose }: { deal: number; onClose(): void }) {
  const t = useWords()
  const stages = useStageEntries(deal)
  return <Choosing title={stages?.title ?? t('palette.move')} entries={stages?.entries} onClose={onClose} />
}

function Zones({ onClose }: { onClose(): void }) {
  const { title, entries } = useZoneEntries()
  return <Choosing title={title} entries={entries} onClose={onClose} />
}

/** One of a few, narrowed by typing. */
function Choosing({ title, entries, onClose }: { title: string; entries: Entry[] | undefined; onClose(): void }) {
  const [text, setText] = useState('')
  const typed = text.trim()
  return (
    <Finder
      text={text}
      onText={setText}
      label={title}
      entries={(entries ?? []).filter((entry) => !typed || suits(entry, typed))}
      settled={entries !== undefined}
      plain
      onBack={back}
      onClose={onClose}
    />
  )
}
