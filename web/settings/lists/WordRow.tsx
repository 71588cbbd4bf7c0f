import { IconEye, IconEyeOff, IconPencil, IconTrash } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import type { RowOf } from '../../../model/records.ts'
import { call } from '../../api.ts'
import { doneWith, tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { queries } from '../../queries.ts'
import { NameLine } from '../../records/NameLine.tsx'
import { Floating } from '../../ui/Floating.tsx'
import { More } from '../../ui/More.tsx'
import { useWords } from '../../words.ts'
import { ColorPick } from '../common/ColorPick.tsx'
import css from './ListsPart.module.css'

interface Props {
  term: RowOf<'terms'>
  grip: ReactNode
  /** in how many records it stands; undefined until known */
  uses: number | undefined
  manages: boolean
}

const refresh = () => queries.invalidateQueries({ queryKey: ['terms'] })

/** One word of a dictionary: renamed where it stands, coloured, switched off, deleted. */
export function WordRow({ term, grip, uses, manages }: Props) {
  const t = useWords()
  const format = useFormat()
  const { id, name, active } = term
  const [naming, setNaming] = useState(false)
  const change = async (fields: Parameters<typeof ask>[1]) => {
    await ask(id, fields)
    await refresh()
  }
  const used = uses !== undefined && uses > 0
  const remove = () =>
    tried(async () => {
      await call('terms.remove', { id })
      await refresh()
      doneWith(t('settings.lists.removed', { name }), async () => {
        await call('terms.restore', { id })
        await refresh()
      })
    })
  return (
    <div className={`${css.row} ${active ? '' : css.off}`} data-word={name}>
      {grip}
      {term.dictionary === 'tag' && (
        <Dot term={term} manages={manages} onPick={(color) => void tried(() => change({ color }))} />
      )}
      {naming ? (
        <NameLine
          label={t('terms.name')}
          value={name}
          onSave={(next) => change({ name: next })}
          onClose={() => setNaming(false)}
        />
      ) : manages ? (
        <button type="button" className={css.name} onClick={() => setNaming(true)}>
          <span className="cut">{name}</span>
        </button>
      ) : (
        <span className={`${css.name} cut`}>{name}</span>
      )}
      {!active && <span className={css.pill}>{t('settings.lists.off')}</span>}
      <span className={css.push} />
      {uses !== undefined && (
        <span className={`num ${css.uses}`}>
          {used
            ? t('settings.lists.uses', { count: uses, shown: format.number(String(uses)) })
            : t('settings.lists.unused')}
        </span>
      )}
      {manages && (
        <More label={t('settings.pipeline.more', { name })}>
          {(choose) => (
            <>
              <button type="button" role="menuitem" onClick={choose(() => setNaming(true))}>
                <IconPencil size={16} stroke={1.75} aria-hidden />
                {t('settings.rename')}
              </button>
              <button type="button" role="menuitem" onClick={choose(() => tried(() => change({ active: !active })))}>
                {active ? (
                  <IconEyeOff size={16} stroke={1.75} aria-hidden />
                ) : (
                  <IconEye size={16} stroke={1.75} aria-hidden />
                )}
                {t(active ? 'settings.lists.switchOff' : 'settings.lists.switchOn')}
              </button>
              <button type="button" role="menuitem" disabled={used} onClick={choose(remove)}>
                <IconTrash size={16} stroke={1.75} aria-hidden />
                {t(used ? 'settings.lists.inUse' : 'settings.delete')}
              </button>
            </>
          )}
        </More>
      )}
    </div>
  )
}

const ask = (id: number, fields: Partial<Pick<RowOf<'terms'>, 'name' | 'color' | 'active'>>) =>
  call('terms.change', { id, fields })

interface DotProps {
  term: RowOf<'terms'>
  manages: boolean
  onPick(color: NonNullable<RowOf<'terms'>['color']>): void
}

/** The colour of a tag; a press offers the others. */
function Dot({ term, manages, onPick }: DotProps) {
  const t = useWords()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const dot = (
    <i className={css.dot} style={{ background: term.color ? `var(--stage-${term.color})` : 'var(--line-3)' }} />
  )
  if (!manages) return dot
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.color}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('settings.lists.color', { name: term.name })}
        onClick={() => setOpen(!open)}
      >
        {dot}
      </button>
      {open && (
        <Floating anchor={button} role="dialog" label={t('stages.color')} onClose={close}>
          <div className={css.colors}>
            <ColorPick value={term.color} onPick={onPick} />
          </div>
        </Floating>
      )}
    </>
  )
}
