import { IconPaperclip } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { longestComment, mentionsIn } from '../../model/comments.ts'
import { call } from '../api.ts'
import { toldAtForm, useSending } from '../asking.ts'
import { pastedFiles } from '../files/DropOnCard.tsx'
import type { RecordFile } from '../files/filesData.ts'
import { usePeople } from '../queries.ts'
import { Avatar } from '../records/marks.tsx'
import { Floating } from '../ui/Floating.tsx'
import { Key } from '../ui/Key.tsx'
import { mod } from '../ui/keys.ts'
import { useWords } from '../words.ts'
import { AttachedFiles } from './AttachedFiles.tsx'
import { useAttaching } from './attaching.ts'
import { callAt, soughtPeople, storedOf, typedOf, type Person } from './mentions.ts'
import type { About } from './timelineData.ts'
import css from './CommentForm.module.css'

interface Props {
  about: About
  /** as it is stored */
  text: string
  /** those that are there already */
  files?: readonly RecordFile[]
  submit: string
  autoFocus?: boolean
  /** what is typed, for who keeps it */
  onText?(stored: string): void
  onSend(stored: string, fileIds: number[]): Promise<unknown>
  onCancel?(): void
}

const noFiles: readonly RecordFile[] = []
const mostFound = 8
const fewLeft = 1000

/** A text in which colleagues are called by an @, with files. It stays as it was typed until it is sent. */
export function CommentForm(props: Props) {
  const { about, text: start, files = noFiles, submit, autoFocus = false, onText, onSend, onCancel } = props
  const t = useWords()
  const people = usePeople()
  const [typed, setTyped] = useState(() => typedOf(start, people))
  const [picked, setPicked] = useState<readonly Person[]>(() =>
    people.filter(({ id }) => mentionsIn(start).includes(id)),
  )
  const [caret, setCaret] = useState<number | null>(null)
  const [active, setActive] = useState(0)
  const attaching = useAttaching(files)
  const field = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const list = useId()
  const { busy, problem, send } = useSending()
  const calling = caret === null ? null : callAt(typed, caret)
  const colleagues = people.filter((one) => one.active && one.removedAt === null)
  const found = calling ? soughtPeople(colleagues, calling.sought).slice(0, mostFound) : []
  const stored = storedOf(typed, picked).trim()
  const over = stored.length - longestComment
  const ready = (stored !== '' || attaching.ids.length > 0) && !attaching.waiting && !busy && over <= 0

  const change = (next: string, at: number | null) => {
    setTyped(next)
    setCaret(at)
    setActive(0)
    onText?.(storedOf(next, picked))
  }
  const pick = ({ id, name }: Person) => {
    const next = `${typed.slice(0, calling!.from)}@${name} ${typed.slice(caret!)}`
    const at = calling!.from + name.length + 2
    const others = picked.filter((one) => one.id !== id)
    // The caret stands behind the name before the next key comes.
    flushSync(() => {
      setPicked([...others, { id, name }])
      setTyped(next)
      setCaret(null)
    })
    onText?.(storedOf(next, [...others, { id, name }]))
    field.current?.focus()
    field.current?.setSelectionRange(at, at)
  }
  const submitNow = async () => {
    if (!ready) return
    if (await send(() => onSend(stored, attaching.ids))) {
      attaching.clear()
      setTyped('')
      setPicked([])
      setCaret(null)
      onText?.('')
    }
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return void submitNow()
    }
    if (calling && found.length) {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (step) setActive((active + step + found.length) % found.length)
      else if (event.key === 'Enter' || event.key === 'Tab') pick(found[active]!)
      else return
      event.preventDefault()
      event.stopPropagation()
    } else if (event.key === 'Escape' && onCancel) {
      event.preventDefault()
      event.stopPropagation()
      onCancel()
    }
  }
  const attach = (
    <button
      type="button"
      className="btn icon"
      aria-label={t('comment.files.add')}
      title={t('comment.files.add')}
      onClick={() => chooser.current?.click()}
    >
      <IconPaperclip size={16} stroke={1.75} aria-hidden />
    </button>
  )
  const begun = typed !== '' || attaching.files.length > 0 || onCancel !== undefined
  return (
    <form
      className={css.form}
      data-takes-files
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault()
      }}
      onPaste={(event) => {
        const files = pastedFiles(event.clipboardData)
        if (!files.length) return
        event.preventDefault()
        attaching.add(files)
      }}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        attaching.add([...event.dataTransfer.files])
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void submitNow()
      }}
    >
      <div className={css.line}>
        <textarea
          ref={field}
          // The form was asked for by a press.
          autoFocus={autoFocus}
          rows={1}
          value={typed}
          placeholder={t('comment.placeholder')}
          aria-label={t('comment.tab')}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={calling ? list : undefined}
          aria-activedescendant={calling && found.length ? `${list}-${String(found[active]!.id)}` : undefined}
          aria-invalid={over > 0}
          onChange={({ target }) => change(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onBlur={() => setCaret(null)}
          onKeyDown={keys}
        />
        {!begun && attach}
      </div>
      {(over > -fewLeft || problem) && (
        <p className={over > 0 || problem ? css.problem : css.hint} role={over > 0 || problem ? 'alert' : undefined}>
          {problem
            ? toldAtForm(problem)
            : over > 0
              ? t('comment.long', { count: over })
              : t('comment.left', { count: -over })}
        </p>
      )}
      {attaching.files.length > 0 && (
        <div className={css.files}>
          <AttachedFiles files={attaching.files} onDrop={attaching.drop} />
        </div>
      )}
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('comment.files.add')}
        onChange={({ target }) => {
          attaching.add([...(target.files ?? [])])
          target.value = ''
        }}
      />
      {begun && (
        <div className={css.foot}>
          {attach}
          <span className={css.push} />
          {onCancel && (
            <button type="button" className="btn" onClick={onCancel}>
              {t('comment.cancel')}
            </button>
          )}
          <button type="submit" className="btn primary" disabled={!ready}>
            {submit}
            <Key name={`${mod} Enter`} />
          </button>
        </div>
      )}
      {calling && (
        <Floating anchor={field} label={t('comment.call')} className={css.people} onClose={() => setCaret(null)}>
          <ul id={list} role="listbox" aria-label={t('comment.call')}>
            {found.map((one, i) => (
              <Callable
                key={one.id}
                id={`${list}-${String(one.id)}`}
                about={about}
                person={one}
                active={i === active}
                onPick={() => pick(one)}
              />
            ))}
          </ul>
          {!found.length && <p className={css.hint}>{t('comment.nobody')}</p>}
        </Floating>
      )}
    </form>
  )
}

interface CallableProps {
  id: string
  about: About
  person: Person
  active: boolean
  onPick(): void
}

function Callable({ id, about, person, active, onPick }: CallableProps) {
  const t = useWords()
  const { data } = useQuery({
    queryKey: [about.record, 'who', about.id],
    queryFn: ({ signal }) => call('access.who', { record: about.record, id: about.id }, signal),
    staleTime: 60_000,
  })
  const unseen = data !== undefined && !data.more && !data.items.some(({ userId }) => userId === person.id)
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      className={css.person}
      // The focus stays in the text.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <Avatar id={person.id} name={person.name} />
      <span className="cut">{person.name}</span>
      {unseen && <small>{t('comment.unseen')}</small>}
    </li>
  )
}
