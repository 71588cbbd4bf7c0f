import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { mostBoardFields } from '../../model/preferences.ts'
import { fieldWord } from '../records/editors.tsx'
import { useHidden } from '../records/hidden.ts'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { useShape } from '../shape.ts'
import { offeredFields, type BoardField } from './boardFields.ts'
import css from './FieldsMenu.module.css'

interface Props {
  fields: readonly BoardField[]
  onChoose(fields: readonly BoardField[]): void
}

/** Which fields the cards show: everybody's own choice, for each pipeline apart. */
export function FieldsMenu({ fields, onChoose }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn icon"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('board.fields')}
        title={t('board.fields')}
        onClick={() => setOpen(!open)}
      >
        <IconAdjustmentsHorizontal size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Floating
          anchor={button}
          align="end"
          role="dialog"
          label={t('board.fields')}
          onClose={(reason) => {
            setOpen(false)
            if (reason === 'escape') button.current?.focus()
          }}
        >
          <Choice fields={fields} onChoose={onChoose} />
        </Floating>
      )}
    </>
  )
}

function Choice({ fields, onChoose }: Props) {
  const t = useWords()
  /** ticked at once; what comes back from the server, put back too, is taken over */
  const [ticked, setTicked] = useState({ from: fields, chosen: fields })
  if (ticked.from !== fields) setTicked({ from: fields, chosen: fields })
  const { chosen } = ticked
  const hidden = useHidden('deals')
  const full = chosen.length >= mostBoardFields
  const choose = (next: readonly BoardField[]) => {
    setTicked({ from: fields, chosen: next })
    onChoose(next)
  }
  return (
    <div className={css.fields}>
      <h3>{t('board.fields')}</h3>
      <p>{t('board.fields.hint')}</p>
      {[...offeredFields, ...(useShape().custom.deals ?? [])]
        .filter((name) => !hidden.has(name))
        .map((name, i) => (
          <label key={name}>
            <input
              type="checkbox"
              autoFocus={i === 0}
              checked={chosen.includes(name)}
              disabled={full && !chosen.includes(name)}
              onChange={({ target }) =>
                choose(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
              }
            />
            {t(fieldWord('deals', name))}
          </label>
        ))}
      <p role="status">{full ? t('board.fields.full', { count: mostBoardFields }) : ''}</p>
    </div>
  )
}
