import { IconCheck, IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Floating } from './Floating.tsx'
import { Found } from './Found.tsx'
import css from './Pick.module.css'

export type Id = number | string
/** Something that can be chosen from a list. */
export interface Option {
  id: Id
  name: string
  /** said more quietly after the name */
  note?: string | undefined
  /** an avatar, a stage mark */
  mark?: ReactNode
  /** the heading it stands under */
  group?: string | undefined
}

interface Common {
  label: string
  options: readonly Option[]
  loading?: boolean
  text: string
  onText(text: string): void
  /** makes a new one with the typed name */
  onCreate?: ((text: string) => void) | undefined
  onCancel(): void
  placeholder?: string | undefined
  invalid?: boolean
  className?: string | undefined
}

/** One of a list, found by typing. Enter or a press picks, Escape or leaving puts back. */
export function PickOne(
  props: Common & { value: Id | null; clearable?: boolean; onPick(option: Option | null): void },
) {
  const { value, clearable = false, onPick, onCancel, text } = props
  const done = useRef(false)
  const once = (act: () => void) => {
    if (done.current) return
    done.current = true
    act()
  }
  return (
    <Combobox
      {...props}
      chosen={value === null ? none : new Set([value])}
      onPick={(option) => once(() => onPick(option))}
      onCreate={props.onCreate && ((typed) => once(() => props.onCreate?.(typed)))}
      onClear={clearable && value !== null ? () => once(() => onPick(null)) : undefined}
      onLeave={() => once(onCancel)}
      onCancel={() => once(onCancel)}
      onKey={(event) => {
        if (event.key === 'Delete' && text === '' && clearable) once(() => onPick(null))
      }}
    />
  )
}

/** Several of a list, in the order in which they were picked. Leaving it, or Enter on an empty line, is done. */
export function PickMany(
  props: Common & { value: readonly Option[]; onChange(value: Option[]): void; onDone(): void },
) {
  const { value, onChange, onDone, onCancel, text, onText } = props
  const done = useRef(false)
  const once = (act: () => void) => {
    if (done.current) return
    done.current = true
    act()
  }
  const without = (id: Id) => onChange(value.filter((one) => one.id !== id))
  return (
    <Combobox
      {...props}
      chosen={new Set(value.map(({ id }) => id))}
      many
      before={value.map((one) => (
        <Picked key={one.id} option={one} onRemove={() => without(one.id)} />
      ))}
      onPick={(option) => {
        if (value.some(({ id }) => id === option.id)) without(option.id)
        else onChange([...value, option])
        onText('')
      }}
      onLeave={() => once(onDone)}
      onCancel={() => once(onCancel)}
      onKey={(event) => {
        if (event.key === 'Backspace' && text === '' && value.length) without(value.at(-1)!.id)
      }}
      onEmptyEnter={() => once(onDone)}
    />
  )
}

const none: ReadonlySet<Id> = new Set()

function Picked({ option, onRemove }: { option: Option; onRemove(): void }) {
  const t = useWords()
  return (
    <span className={css.picked}>
      {option.mark}
      <span className={css.cut}>{option.name}</span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('pick.remove', { name: option.name })}
        onMouseDown={keepFocus}
        onClick={onRemove}
      >
        <IconX size={12} stroke={2} aria-hidden />
      </button>
    </span>
  )
}

interface ComboboxProps extends Common {
  chosen: ReadonlySet<Id>
  many?: boolean
  before?: ReactNode
  onPick(option: Option): void
  onClear?: (() => void) | undefined
  onLeave(): void
  onKey(event: KeyboardEvent): void
  onEmptyEnter?(): void
}

function Combobox(props: ComboboxProps) {
  const {
    label,
    options,
    loading = false,
    text,
    onText,
    onCreate,
    onCancel,
    placeholder,
    invalid = false,
    className,
    chosen,
    many = false,
    before,
    onPick,
    onClear,
    onLeave,
    onKey,
    onEmptyEnter,
  } = props
  const t = useWords()
  const list = useId()
  const wrap = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState(true)
  const [active, setActive] = useState(() =>
    many
      ? 0
      : Math.max(
          0,
          options.findIndex(({ id }) => chosen.has(id)),
        ),
  )
  const made =
    onCreate && text.trim() !== '' && !options.some(({ name }) => name.toLowerCase() === text.trim().toLowerCase())
  const count = options.length + (made ? 1 : 0) + (onClear ? 1 : 0)
  const at = Math.min(active, Math.max(0, count - 1))
  // With several, Enter on an empty line means done: nothing is marked until one types or moves.
  const marked = many && text === '' && active === 0 ? -1 : at

  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    document.getElementById(`${list}-${String(at)}`)?.scrollIntoView({ block: 'nearest' })
  }, [list, at])

  const choose = (i: number) => {
    const option = options[i]
    if (option) onPick(option)
    else if (made && i === options.length) onCreate(text.trim())
    else onClear?.()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      event.stopPropagation()
      setOpen(true)
      if (count) setActive((at + (event.key === 'ArrowDown' ? 1 : count - 1)) % count)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      event.stopPropagation()
      if (marked >= 0 && count && open && !loading) choose(marked)
      else onEmptyEnter?.()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onCancel()
    } else onKey(event)
  }
  return (
    <div ref={wrap} className={`${css.frame} ${many ? css.many : ''} ${invalid ? css.invalid : ''} ${className ?? ''}`}>
      {before}
      <input
        ref={input}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        autoComplete="off"
        aria-activedescendant={open && marked >= 0 && count ? `${list}-${String(marked)}` : undefined}
        aria-invalid={invalid}
        value={text}
        placeholder={placeholder}
        onChange={(event) => {
          onText(event.target.value)
          setActive(0)
          setOpen(true)
        }}
        onKeyDown={keys}
        onBlur={onLeave}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Floating anchor={wrap} fit onClose={(reason) => (reason === 'escape' ? onCancel() : onLeave())}>
          <ul
            id={list}
            role="listbox"
            aria-label={label}
            aria-multiselectable={many}
            aria-busy={loading}
            className={css.list}
            onMouseDown={keepFocus}
          >
            {options.map((option, i) => (
              <Item
                key={option.id}
                id={`${list}-${String(i)}`}
                option={option}
                heading={option.group !== undefined && option.group !== options[i - 1]?.group}
                active={i === marked}
                chosen={chosen.has(option.id)}
                onHover={() => setActive(i)}
                onPick={() => choose(i)}
                text={text}
              />
            ))}
            {!options.length && !made && (
              <li className={css.nothing} role="presentation">
                {loading ? t('pick.loading') : t('pick.nothing')}
              </li>
            )}
            {made && (
              <li
                id={`${list}-${String(options.length)}`}
                role="option"
                aria-selected={false}
                className={`${css.item} ${css.last} ${marked === options.length ? css.active : ''}`}
                onMouseMove={() => setActive(options.length)}
                onClick={() => choose(options.length)}
              >
                <IconPlus size={16} stroke={1.75} aria-hidden />
                {t('pick.create', { name: text.trim() })}
              </li>
            )}
            {onClear && (
              <li
                id={`${list}-${String(count - 1)}`}
                role="option"
                aria-selected={false}
                className={`${css.item} ${css.last} ${css.quiet} ${marked === count - 1 ? css.active : ''}`}
                onMouseMove={() => setActive(count - 1)}
                onClick={() => choose(count)}
              >
                <IconX size={16} stroke={1.75} aria-hidden />
                {t('pick.clear')}
              </li>
            )}
          </ul>
        </Floating>
      )}
    </div>
  )
}

interface ItemProps {
  id: string
  option: Option
  heading: boolean
  active: boolean
  chosen: boolean
  text: string
  onHover(): void
  onPick(): void
}

function Item({ id, option, heading, active, chosen, text, onHover, onPick }: ItemProps) {
  return (
    <>
      {heading && (
        <li role="presentation" className={css.heading}>
          {option.group}
        </li>
      )}
      <li
        id={id}
        role="option"
        aria-selected={chosen}
        className={`${css.item} ${active ? css.active : ''}`}
        onMouseMove={onHover}
        onClick={onPick}
      >
        {option.mark}
        <span className={css.name}>
          <Found name={option.name} text={text} />
        </span>
        {option.note && <span className={css.note}>{option.note}</span>}
        {chosen && <IconCheck size={16} stroke={2} aria-hidden className={css.check} />}
      </li>
    </>
  )
}

const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()
