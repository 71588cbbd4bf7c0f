import { IconCopy, IconPencil, IconPlus, IconStar, IconTrash } from '@tabler/icons-react'
import { useRef, useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { doneWith, tried } from '../../asking.ts'
import { More } from '../../ui/More.tsx'
import { useWords } from '../../words.ts'
import type { Role } from './cells.ts'
import css from './RightsPart.module.css'
import { refreshRoles } from './rightsData.ts'

interface Props {
  roles: readonly Role[]
  /** how many people have each by themselves */
  counts: ReadonlyMap<number, number>
  /** those with changes that are not applied yet */
  changed: ReadonlySet<number>
  opened: number | undefined
  onOpen(id: number): void
}

/** The roles of the company, with how many people have each, and a new one. */
export function RoleList({ roles, counts, changed, opened, onOpen }: Props) {
  const t = useWords()
  const [naming, setNaming] = useState(false)
  const add = async (name: string) => {
    setNaming(false)
    if (!name) return
    await tried(async () => {
      const { id } = await call('roles.create', {
        name,
        position: Math.max(0, ...roles.map((role) => role.position)) + 1,
      })
      await refreshRoles()
      onOpen(id)
    })
  }
  return (
    <nav className={css.roles} aria-label={t('rights.roles')}>
      {roles.map((role) => (
        <button
          key={role.id}
          type="button"
          aria-current={role.id === opened ? 'page' : undefined}
          onClick={() => onOpen(role.id)}
        >
          <span className="cut">{role.name}</span>
          {changed.has(role.id) && (
            <span className={css.unsaved} role="img" aria-label={t('rights.unsaved')} title={t('rights.unsaved')} />
          )}
          {role.byDefault && <IconStar size={14} stroke={1.75} aria-label={t('roles.byDefault')} />}
          <small className="t3 num">{counts.get(role.id) ?? 0}</small>
        </button>
      ))}
      {naming ? (
        <NameForm start="" label={t('rights.role.name')} onDone={(name) => void add(name)} />
      ) : (
        <button type="button" className={css.new} onClick={() => setNaming(true)}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          {t('rights.role.new')}
        </button>
      )}
    </nav>
  )
}

/** A name on one line: Enter is done, Escape leaves it. */
export function NameForm({ start, label, onDone }: { start: string; label: string; onDone(name: string): void }) {
  const done = useRef(false)
  const end = (name: string) => {
    if (done.current) return
    done.current = true
    onDone(name.trim())
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    end(String(new FormData(event.currentTarget).get('name')))
  }
  return (
    <form onSubmit={submit}>
      <input
        className="input"
        name="name"
        defaultValue={start}
        maxLength={120}
        aria-label={label}
        autoFocus
        autoComplete="off"
        onBlur={(event) => end(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') end('')
        }}
      />
    </form>
  )
}

/** What can be done with a role as a whole. */
export function RoleMenu({
  role,
  onRename,
  onOpen,
  onRemoved,
}: {
  role: Role
  onRename(): void
  onOpen(id: number): void
  onRemoved(): void
}) {
  const t = useWords()
  const done = (run: () => Promise<unknown>) => () =>
    tried(async () => {
      await run()
      await refreshRoles()
    })
  const remove = async () => {
    await call('roles.remove', { id: role.id })
    onRemoved()
    doneWith(t('rights.role.removed', { name: role.name }), async () => {
      await call('roles.restore', { id: role.id })
      await refreshRoles()
      onOpen(role.id)
    })
  }
  return (
    <More label={t('rights.role.more', { name: role.name })}>
      {(choose) => (
        <>
          <button type="button" role="menuitem" onClick={choose(onRename)}>
            <IconPencil size={16} stroke={1.75} aria-hidden />
            {t('settings.rename')}
          </button>
          {!role.administrator && (
            <>
              <button
                type="button"
                role="menuitem"
                onClick={choose(
                  done(async () => {
                    const name = t('rights.role.copyOf', { name: role.name })
                    onOpen((await call('roles.copy', { id: role.id, name })).id)
                  }),
                )}
              >
                <IconCopy size={16} stroke={1.75} aria-hidden />
                {t('rights.role.copy')}
              </button>
              <button
                type="button"
                role="menuitem"
                disabled={role.byDefault}
                onClick={choose(done(() => call('roles.makeDefault', { id: role.id })))}
              >
                <IconStar size={16} stroke={1.75} aria-hidden />
                {t('rights.role.default')}
              </button>
              <hr />
              <button type="button" role="menuitem" disabled={role.byDefault} onClick={choose(done(remove))}>
                <IconTrash size={16} stroke={1.75} aria-hidden />
                {t(role.byDefault ? 'rights.role.remove.default' : 'rights.role.remove')}
              </button>
            </>
          )}
        </>
      )}
    </More>
  )
}
