import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { usePipelines } from '../queries.ts'
import { Menu } from '../ui/Menu.tsx'
import { useWords } from '../words.ts'
import css from './PipelineMenu.module.css'

/** The name of the pipeline that is shown; a press offers the others. */
export function PipelineMenu({ id, onChoose }: { id: number | undefined; onChoose(id: number): void }) {
  const t = useWords()
  const pipelines = usePipelines()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const name = pipelines.find((one) => one.id === id)?.name
  return (
    <h1 className={css.name}>
      <button
        ref={button}
        type="button"
        className={css.button}
        aria-haspopup="menu"
        aria-expanded={open}
        title={t('view.pipeline')}
        onClick={() => setOpen(!open)}
      >
        <span className="cut">{name ?? '\u00a0'}</span>
        <IconChevronDown size={16} stroke={2} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} label={t('view.pipeline')} onClose={() => setOpen(false)}>
          {pipelines.map((one) => (
            <button
              key={one.id}
              type="button"
              role="menuitemradio"
              aria-checked={one.id === id}
              onClick={() => {
                setOpen(false)
                onChoose(one.id)
              }}
            >
              {one.name}
              {one.id === id && <IconCheck className="chosen" size={16} stroke={1.75} aria-hidden />}
            </button>
          ))}
        </Menu>
      )}
    </h1>
  )
}
