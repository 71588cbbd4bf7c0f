import { IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { doneWith, toldAtForm, tried, useSending } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import { Box, Panel, SaveOrLeave } from '../team/Panel.tsx'
import part from '../team/Part.module.css'
import { RoleChoice } from '../team/RoleChoice.tsx'
import { useEverybody, useRoles } from '../team/teamData.ts'
import { useSettingsView } from '../view.ts'
import { CheckList } from './CheckList.tsx'
import { refreshGroups, useGroups, type Group } from './rightsData.ts'
import { NameForm } from './RoleList.tsx'

/** Groups: people who have roles together, whatever their department. */
export function GroupsPart() {
  const t = useWords()
  const manages = useMe()?.may.edit.includes('users') === true
  const groups = useGroups()
  const roles = new Map(useRoles().map(({ id, name }) => [id, name]))
  const { group: open, set } = useSettingsView()
  const [naming, setNaming] = useState(false)
  const opened = groups.find(({ id }) => id === open)
  const add = async (name: string) => {
    setNaming(false)
    if (!name) return
    await tried(async () => {
      const { id } = await call('groups.create', { name })
      await refreshGroups()
      set({ group: id })
    })
  }
  const adding = manages && (
    <button type="button" className="btn primary" onClick={() => setNaming(true)}>
      <IconPlus size={16} stroke={1.75} aria-hidden />
      {t('rights.group.new')}
    </button>
  )
  const form = naming && <NameForm start="" label={t('groups.name')} onDone={(name) => void add(name)} />
  return (
    <div className={part.part}>
      <section className={part.main} aria-label={t('settings.groups')}>
        {groups.length === 0 ? (
          <div className={part.empty}>
            <IconUsersGroup size={32} stroke={1.25} aria-hidden className="t3" />
            <h2>{t('rights.group.empty')}</h2>
            <p>{t('rights.group.empty.text')}</p>
            {form || adding}
          </div>
        ) : (
          <>
            <div className={part.bar}>{form || adding}</div>
            <div className={part.scroll}>
              <table className={part.table}>
                <thead>
                  <tr>
                    <th>{t('groups.name')}</th>
                    <th>{t('groups.memberIds')}</th>
                    <th className={part.medium}>{t('groups.roleIds')}</th>
                  </tr>
                </thead>
                <tbody>
                  {groups.map((group) => (
                    <tr
                      key={group.id}
                      className={part.chosen}
                      aria-current={group.id === open ? 'true' : undefined}
                      onClick={() => set({ group: group.id })}
                    >
                      <td>
                        <button type="button" className={`${part.name ?? ''} cut`}>
                          {group.name}
                        </button>
                      </td>
                      <td className="t2 num">{group.memberIds.length}</td>
                      <td className={part.medium}>
                        <span className={part.pills}>
                          {group.roleIds.map((id) => (
                            <span key={id} className={part.pill}>
                              {roles.get(id)}
                            </span>
                          ))}
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </section>
      {manages && opened && <GroupPanel key={opened.id} group={opened} onClose={() => set({ group: undefined })} />}
    </div>
  )
}

const fields = ['name', 'memberIds', 'roleIds'] as const
type GroupFields = Pick<Group, (typeof fields)[number]>

function GroupPanel({ group, onClose }: { group: Group; onClose(): void }) {
  const t = useWords()
  const { data: people = [] } = useEverybody()
  const [changed, setChanged] = useState<Partial<GroupFields>>({})
  const { busy, problem, send, settle } = useSending()
  const value: GroupFields = { ...group, ...changed }
  const different = fields.filter((key) => JSON.stringify(value[key]) !== JSON.stringify(group[key]))
  const only = (from: GroupFields) => Object.fromEntries(different.map((key) => [key, from[key]]))
  const write = async (change: Partial<GroupFields>) => {
    await call('groups.change', { id: group.id, fields: change })
    await refreshGroups()
  }
  const save = () => {
    const [next, before] = [only(value), only(group)]
    return send(async () => {
      await write(next)
      setChanged({})
      doneWith(t('team.saved', { name: value.name }), () => write(before))
    })
  }
  const remove = () =>
    tried(async () => {
      await call('groups.remove', { id: group.id })
      await refreshGroups()
      onClose()
      doneWith(t('rights.group.removed', { name: group.name }), async () => {
        await call('groups.restore', { id: group.id })
        await refreshGroups()
      })
    })
  return (
    <Panel
      title={group.name}
      mark={<IconUsersGroup size={16} stroke={1.75} aria-hidden className="t3" />}
      onClose={onClose}
      footer={
        different.length > 0 && (
          <SaveOrLeave
            disabled={busy || !value.name.trim()}
            onSave={() => void save()}
            onLeave={() => {
              setChanged({})
              settle()
            }}
          />
        )
      }
    >
      <label className="field">
        <span>{t('groups.name')}</span>
        <input
          className="input"
          value={value.name}
          maxLength={120}
          onChange={(event) => setChanged({ ...changed, name: event.target.value })}
        />
      </label>
      {problem && (
        <p className="problem" role="alert">
          {toldAtForm(problem)}
        </p>
      )}
      <RoleChoice value={value.roleIds} onChange={(roleIds) => setChanged({ ...changed, roleIds })} />
      <CheckList
        label={t('groups.memberIds')}
        items={people
          .filter(({ active }) => active)
          .map(({ id, name }) => ({
            key: String(id),
            name,
            mark: <Avatar id={id} name={name} />,
            group: t('groups.memberIds'),
            checked: value.memberIds.includes(id),
          }))}
        onToggle={(key, on) =>
          setChanged({
            ...changed,
            memberIds: on ? [...value.memberIds, Number(key)] : value.memberIds.filter((id) => id !== Number(key)),
          })
        }
      />
      <Box title={t('rights.group.remove')} icon={<IconTrash size={16} stroke={1.75} aria-hidden />}>
        <p>{t('rights.group.remove.text')}</p>
        <div>
          <button type="button" className="btn line" onClick={() => void remove()}>
            {t('rights.group.remove')}
          </button>
        </div>
      </Box>
    </Panel>
  )
}
