import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { toldAtForm, type useSending } from '../asking.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import css from './NewRecord.module.css'

/** What a form tells: that it is left, or what it has made. */
interface Ends {
  onClose(): void
  onMade(id: number): void
}

interface ButtonProps {
  /** what stands on the button */
  name: string
  /** what is done by it */
  label: string
  onMade(id: number): void
  /** the form */
  children(ends: Ends): ReactNode
}

/** The button that makes a record; on a phone it floats where the thumb is, and the form fills the screen. */
export function NewRecord({ name, label, onMade, children }: ButtonProps) {
  const [open, setOpen] = useState(false)
  const narrow = useNarrow()
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const form = children({
    onClose: close,
    onMade: (id) => {
      setOpen(false)
      onMade(id)
    },
  })
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`btn primary ${css.new}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        <span>{name}</span>
      </button>
      {open &&
        (narrow ? (
          <Sheet label={label} onClose={close}>
            {form}
          </Sheet>
        ) : (
          <Floating
            anchor={button}
            align="end"
            role="dialog"
            label={label}
            className={css.floating}
            onClose={(reason) => (reason === 'escape' ? close() : setOpen(false))}
          >
            {form}
          </Floating>
        ))}
    </>
  )
}

interface FirstProps {
  title: string
  hint: string
  /** nothing for those who may not */
  action: string | undefined
  /** what the form is for */
  label: string
  onMade(id: number): void
  children(ends: Ends): ReactNode
}

/** What is said where there are none yet, with the first step. */
export function FirstRecord({ title, hint, action, label, onMade, children }: FirstProps) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <h2>{title}</h2>
      <p>{hint}</p>
      {action !== undefined && (
        <button type="button" onClick={() => setOpen(true)}>
          {action}
        </button>
      )}
      {open && (
        <Sheet label={label} onClose={close}>
          {children({
            onClose: close,
            onMade: (id) => {
              close()
              onMade(id)
            },
          })}
        </Sheet>
      )}
    </>
  )
}

function Sheet({ label, onClose, children }: { label: string; onClose(): void; children: ReactNode }) {
  return (
    <Dialog label={label} high className={css.sheet} onClose={onClose}>
      {children}
    </Dialog>
  )
}

interface FormProps {
  title: string
  /** what the two buttons say */
  cancel: string
  add: string
  sending: Pick<ReturnType<typeof useSending>, 'busy' | 'problem'>
  onSubmit(): void
  onClose(): void
  /** the fields, which name what is wrong about them by the id that they are given */
  children(about: string): ReactNode
}

/** What stands around the few fields with which a record begins. */
export function NewRecordForm({ title, cancel, add, sending, onSubmit, onClose, children }: FormProps) {
  const t = useWords()
  const about = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <header className={css.head}>
        <h2>{title}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      {children(about)}
      {sending.problem && (
        <p id={about} className="problem" role="alert" data-field={sending.problem.field}>
          {toldAtForm(sending.problem)}
        </p>
      )}
      <footer className={css.foot}>
        <button type="button" className="btn" onClick={onClose}>
          {cancel}
        </button>
        <button type="submit" className="btn primary" disabled={sending.busy}>
          {add}
        </button>
      </footer>
    </form>
  )
}

/** Fields that stand side by side where there is room. */
export function FieldsBeside({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>
}
