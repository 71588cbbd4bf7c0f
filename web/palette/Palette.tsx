import { IconListSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiError } from '../api.ts'
import { foundHref } from '../found/view.ts'
import { openWindow, type Step } from '../shell/windows.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import { useActionEntries } from './actions.tsx'
import { useCommands, useDealCommands, useTextCommands } from './commands.tsx'
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
  const [acting, setActing] = useState<Entry | null>(null)
  const [left, setLeft] = useState<string>()
  const typed = text.trim()
  const { answer, error, retry, settled } = useFound(text)
  const found = useFoundEntries(answer)
  const recent = useRecent()
  const commands = useCommands()
  const aboutDeals = useDealCommands(deal)
  const withText = useTextCommands(typed)
  const entries = typed
    ? arranged(typed, found.length ? [...found, allResults(typed, t)] : [], aboutDeals, commands, withText)
    : [...recent, ...aboutDeals, ...commands]
  const leave = () => {
    setLeft(acting?.id)
    setActing(null)
  }
  if (acting) return <Actions entry={acting} onBack={leave} onClose={onClose} />
  return (
    <Finder
      text={text}
      onText={setText}
      label={t('palette.placeholder')}
      first={left}
      onActions={setActing}
      entries={entries}
      settled={settled}
      took={typed ? answer?.took : undefined}
      problem={error instanceof ApiError ? error.message || t('state.offline') : null}
      onRetry={retry}
      onClose={onClose}
    />
  )
}

/** Leads to the page where all of it is; after what was found, so that Enter opens the first of that as ever. */
const allResults = (text: string, t: ReturnType<typeof useWords>): Entry => ({
  id: 'results',
  group: t('palette.results'),
  mark: <IconListSearch size={16} stroke={1.75} aria-hidden />,
  name: t('found.results'),
  verbatim: true,
  href: foundHref(text),
})

/** What was found, then commands that are called so, then what can be done with any text. */
function arranged(text: string, found: Entry[], aboutDeals: Entry[], commands: Entry[], withText: Entry[]): Entry[] {
  const called = (entry: Entry) => suits(entry, text)
  const asked = aboutDeals.filter(called)
  const others = commands.filter(called)
  const isNew = asked.some(({ id }) => id === 'new')
  const doing = [...asked, ...withText.filter(({ id }) => id !== 'new named' || !isNew)]
  if (asked.length) return [...found, ...doing, ...others]
  return [...found, ...others, ...doing, ...aboutDeals.filter(({ id }) => id === 'move')]
}

const back = () => openWindow({ kind: 'palette', step: { kind: 'all' } })

function Actions({ entry, ...rest }: { entry: Entry; onBack(): void; onClose(): void }) {
  return <Choosing {...useActionEntries(entry)} {...rest} />
}

function Stages({ deal, onClose }: { deal: number; onClose(): void }) {
  return <Choosing {...useStageEntries(deal)} onClose={onClose} />
}

function Zones({ onClose }: { onClose(): void }) {
  return <Choosing {...useZoneEntries()} onClose={onClose} />
}

interface ChoosingProps {
  title: string
  /** left out while they are not known */
  entries?: Entry[]
  problem?: string | null
  onBack?(): void
  onClose(): void
}

/** One of a few, narrowed by typing. */
function Choosing({ title, entries, problem = null, onBack = back, onClose }: ChoosingProps) {
  const [text, setText] = useState('')
  const typed = text.trim()
  return (
    <Finder
      text={text}
      onText={setText}
      label={title}
      entries={(entries ?? []).filter((entry) => !typed || suits(entry, typed))}
      settled={entries !== undefined}
      problem={problem}
      plain
      onBack={onBack}
      onClose={onClose}
    />
  )
}
