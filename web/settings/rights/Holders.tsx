import { IconHierarchy2, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { queries } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useWords } from '../../words.ts'
import { useDepartments, useEverybody } from '../team/teamData.ts'
import { CheckList, type Check } from './CheckList.tsx'
import type { Role } from './cells.ts'
import css from './RightsPart.module.css'
import { useGroups } from './rightsData.ts'

type Holder = 'users' | 'departments' | 'groups'

/** Who has a role: people, departments with those below, groups. A tick gives it, taken out takes it away. */
export function Holders({ role, onClose }: { role: Role; onClose(): void }) {
  const t = useWords()
  const { data: people = [] } = useEverybody()
  const { data: departments = [] } = useDepartments()
  const groups = useGroups()
  // A tick shows at once; the server's answer comes after it.
  const [ticked, setTicked] = useState<ReadonlyMap<string, boolean>>(new Map())
  const item = (record: Holder, row: { id: number; name: string; roleIds: number[] }): Check => ({
    key: `${record} ${String(row.id)}`,
    name: row.name,
    checked: ticked.get(`${record} ${String(row.id)}`) ?? row.roleIds.includes(role.id),
    group: t(`rights.holders.${record}`),
    mark:
      record === 'users' ? (
        <Avatar id={row.id} name={row.name} />
      ) : record === 'groups' ? (
        <IconUsersGroup size={16} stroke={1.75} aria-hidden />
      ) : (
        <IconHierarchy2 size={16} stroke={1.75} aria-hidden />
      ),
  })
  const items = [
    ...people.filter(({ active }) => active).map((row) => item('users', row)),
    ...departments.map((row) => item('departments', row)),
    ...groups.map((row) => item('groups', row)),
  ]
  const rows = { users: people, departments, groups }
  const toggle = async (key: string, on: boolean) => {
    setTicked((before) => new Map([...before, [key, on]]))
    await tried(async () => {
      const [record, id] = key.split(' ') as [Holder, string]
      const row = rows[record].find((one) => one.id === Number(id))!
      const roleIds = on ? [...row.roleIds, role.id] : row.roleIds.filter((one) => one !== role.id)
      const input = { id: row.id, fields: { roleIds } }
      await (record === 'users'
        ? call('users.change', input)
        : record === 'departments'
          ? call('departments.change', input)
          : call('groups.change', input))
      await queries.invalidateQueries({ queryKey: [record] })
    })
    setTicked((before) => new Map([...before].filter(([one]) => one !== key)))
  }
  return (
    <Dialog label={t('rights.holders', { name: role.name })} onClose={onClose} className={css.window}>
      <h2>{t('rights.holders', { name: role.name })}</h2>
      <CheckList
        label={t('rights.holders', { name: role.name })}
        items={items}
        onToggle={(key, on) => void toggle(key, on)}
      />
      <footer>
        <button type="button" className="btn line" onClick={onClose}>
          {t('close')}
        </button>
      </footer>
    </Dialog>
  )
}
