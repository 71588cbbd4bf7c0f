import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useNarrow } from '../ui/narrow.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { NewClientForm } from './NewClientForm.tsx'
import css from './NewClient.module.css'

interface Props {
  record: ClientRecord
  onMade(id: number): void
}

/** The button that makes a client; on a phone it floats where the thumb is, and the form fills the screen. */
export function NewClient({ record, onMade }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const narrow = useNarrow()
  const button = useRef<HTMLButtonElement>(null)
  const title = t(`clients.${record}.new`)
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const form = (
    <NewClientForm
      record={record}
      onClose={close}
      onMade={(id) => {
        setOpen(false)
        onMade(id)
      }}
    />
  )
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`btn primary ${css.new}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={title}
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        <span>{t(`clients.${record}.one`)}</span>
      </button>
      {open &&
        (narrow ? (
          <Dialog label={title} high className={css.sheet} onClose={close}>
            {form}
          </Dialog>
        ) : (
          <Floating
            anchor={button}
            align="end"
            role="dialog"
            label={title}
            className={css.form}
            onClose={(reason) => (reason === 'escape' ? close() : setOpen(false))}
          >
            {form}
          </Floating>
        ))}
    </>
  )
}

/** What is said where there are none yet, with the first step. */
export function FirstClient({ record, onMade }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <h2>{t(`clients.${record}.empty`)}</h2>
      <p>{t(`clients.${record}.emptyHint`)}</p>
      <button type="button" onClick={() => setOpen(true)}>
        {t(`clients.${record}.first`)}
      </button>
      {open && (
        <Dialog label={t(`clients.${record}.new`)} high className={css.sheet} onClose={close}>
          <NewClientForm
            record={record}
            onClose={close}
            onMade={(id) => {
              close()
              onMade(id)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
