import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useMe } from '../queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { NewProductForm } from './NewProductForm.tsx'
import client from '../clients/NewClient.module.css'

interface Props {
  sectionId: number | undefined
  onMade(id: number): void
}

/** The button that makes a product; on a phone it floats where the thumb is, and the form fills the screen. */
export function NewProduct({ sectionId, onMade }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const narrow = useNarrow()
  const button = useRef<HTMLButtonElement>(null)
  if (useMe()?.administrator !== true) return null
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const form = (
    <NewProductForm
      sectionId={sectionId}
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
        className={`btn primary ${client.new}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('catalogue.new')}
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        <span>{t('catalogue.one')}</span>
      </button>
      {open &&
        (narrow ? (
          <Dialog label={t('catalogue.new')} high className={client.sheet} onClose={close}>
            {form}
          </Dialog>
        ) : (
          <Floating
            anchor={button}
            align="end"
            role="dialog"
            label={t('catalogue.new')}
            className={client.form}
            onClose={(reason) => (reason === 'escape' ? close() : setOpen(false))}
          >
            {form}
          </Floating>
        ))}
    </>
  )
}

/** What is said where there are none yet, with the first step. */
export function FirstProduct({ sectionId, onMade }: Props) {
  const t = useWords()
  const manages = useMe()?.administrator === true
  const [open, setOpen] = useState(false)
  return (
    <>
      <h2>{t('catalogue.empty')}</h2>
      <p>{t('catalogue.emptyHint')}</p>
      {manages && (
        <button type="button" onClick={() => setOpen(true)}>
          {t('catalogue.first')}
        </button>
      )}
      {open && (
        <Dialog label={t('catalogue.new')} high className={client.sheet} onClose={() => setOpen(false)}>
          <NewProductForm
            sectionId={sectionId}
            onClose={() => setOpen(false)}
            onMade={(id) => {
              setOpen(false)
              onMade(id)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
