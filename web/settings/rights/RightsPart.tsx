import { IconLock, IconUserSearch } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { call } from '../../api.ts'
import { doneWith, toldAtForm, tried, useSending } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import { useEverybody, useRoles } from '../team/teamData.ts'
import { useSettingsView } from '../view.ts'
import { countOf, inputOf, nothing, withField, withRange, type Pending, type Place, type Role } from './cells.ts'
import { ExplainBox } from './ExplainBox.tsx'
import { FieldLimits } from './FieldLimits.tsx'
import { Holders } from './Holders.tsx'
import { Matrix } from './Matrix.tsx'
import css from './RightsPart.module.css'
import { refreshRoles, useHolders } from './rightsData.ts'
import { NameForm, RoleList, RoleMenu } from './RoleList.tsx'

/** Roles and rights: who may do what, in one table; what is set there holds once it is applied. */
export function RightsPart() {
  const t = useWords()
  const may = useMe()?.may.edit.includes('roles')
  const roles = useRoles()
  const { data: people = [] } = useEverybody()
  const { role: asked, set } = useSettingsView()
  // What has been set and not applied stays while one looks at another role.
  const [pendings, setPendings] = useState<ReadonlyMap<number, Pending>>(new Map())
  const opened = roles.find(({ id }) => id === asked) ?? roles[0]
  const holders = useHolders()
  const counts = useMemo(() => new Map([...holders].map(([id, all]) => [id, all.length])), [holders])
  if (may === false)
    return (
      <div className={css.closed}>
        <IconLock size={32} stroke={1.25} aria-hidden className="t3" />
        <h2>{t('rights.closed')}</h2>
        <p>{t('rights.closed.text')}</p>
      </div>
    )
  return (
    <div className={css.part}>
      <RoleList
        roles={roles}
        counts={counts}
        changed={new Set([...pendings].flatMap(([id, pending]) => (countOf(pending) ? [id] : [])))}
        opened={opened?.id}
        onOpen={(role) => set({ role })}
      />
      {opened && (
        <OneRole
          key={opened.id}
          role={opened}
          pending={pendings.get(opened.id) ?? nothing}
          onPending={(next) =>
            setPendings((before) => new Map([...before, [opened.id, next(before.get(opened.id) ?? nothing)]]))
          }
          holders={people.filter(({ id }) => holders.get(opened.id)?.includes(id))}
          onOpen={(role) => set({ role })}
        />
      )}
    </div>
  )
}

interface Props {
  role: Role
  /** what has been set and is not applied yet */
  pending: Pending
  onPending(next: (before: Pending) => Pending): void
  holders: readonly { id: number; name: string }[]
  onOpen(id: number | undefined): void
}
const shownHolders = 4

function OneRole({ role, pending, onPending, holders, onOpen }: Props) {
  const t = useWords()
  const [place, setPlace] = useState<Place>({ record: 'deals' })
  const [window, setWindow] = useState<'holders' | 'explain' | null>(null)
  const [renaming, setRenaming] = useState(false)
  const explain = useRef<HTMLButtonElement>(null)
  const { busy, problem, send, settle } = useSending()
  const changed = countOf(pending)
  const apply = () =>
    send(async () => {
      await call('roles.allow', inputOf(role.id, pending))
      const { items } = await call('events.list', { record: 'roles', id: role.id, limit: 1 })
      await refreshRoles()
      onPending(() => nothing)
      doneWith(t('rights.applied', { name: role.name }), async () => {
        await call('events.undo', { id: items[0]!.id })
        await refreshRoles()
      })
    })
  const rename = async (name: string) => {
    setRenaming(false)
    if (!name || name === role.name) return
    await tried(async () => {
      await call('roles.change', { id: role.id, fields: { name } })
      await refreshRoles()
    })
  }
  return (
    <>
      <section className={css.main} aria-label={role.name}>
        <header className={css.head}>
          {renaming ? (
            <NameForm start={role.name} label={t('rights.role.name')} onDone={(name) => void rename(name)} />
          ) : (
            <h2 className="cut">{role.name}</h2>
          )}
          <button type="button" className={css.holders} onClick={() => setWindow('holders')}>
            {holders.slice(0, shownHolders).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} />
            ))}
            <span>
              {holders.length > shownHolders
                ? t('rights.holders.more', { count: holders.length - shownHolders })
                : t('rights.holders.give')}
            </span>
          </button>
          <span className={css.push} />
          <button
            ref={explain}
            type="button"
            className="btn line"
            aria-haspopup="dialog"
            aria-expanded={window === 'explain'}
            onClick={() => setWindow(window === 'explain' ? null : 'explain')}
          >
            <IconUserSearch size={16} stroke={1.75} aria-hidden />
            {t('rights.explain')}
          </button>
          <RoleMenu
            role={role}
            onRename={() => setRenaming(true)}
            onOpen={onOpen}
            onRemoved={() => onOpen(undefined)}
          />
        </header>
        {role.administrator && <p className={css.note}>{t('rights.administrator')}</p>}
        <Matrix
          role={role}
          pending={pending}
          chosen={place}
          onChoose={setPlace}
          onSet={(cell, range) => {
            settle()
            setPlace(cell)
            onPending((before) => withRange(role, before, cell, range))
          }}
        />
        {changed > 0 && (
          <footer className={css.foot}>
            <span role="status">{t('rights.changed', { count: changed })}</span>
            {problem && (
              <span className="problem" role="alert">
                {toldAtForm(problem)}
              </span>
            )}
            <span className={css.push} />
            <button
              type="button"
              className="btn"
              onClick={() => {
                settle()
                onPending(() => nothing)
              }}
            >
              {t('team.cancel')}
            </button>
            <button type="button" className="btn primary" disabled={busy} onClick={() => void apply()}>
              {t('rights.apply')}
            </button>
          </footer>
        )}
      </section>
      <FieldLimits
        role={role}
        pending={pending}
        place={place}
        onField={(field, right) =>
          onPending((before) => withField(role, before, place.record, field, place.pipelineId, right))
        }
        onPassages={(pipelineId, pairs) =>
          onPending((before) => ({ ...before, passages: new Map([...before.passages, [pipelineId, pairs]]) }))
        }
      />
      {window === 'holders' && <Holders role={role} onClose={() => setWindow(null)} />}
      {window === 'explain' && <ExplainBox anchor={explain} onClose={() => setWindow(null)} />}
    </>
  )
}
