import { IconHierarchy2, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { doneWith, toldAtForm, useSending } from '../../asking.ts'
import { Avatar } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import { refreshDepartments, removeDepartment } from './departmentChange.ts'
import css from './DepartmentTree.module.css'
import { Box, Panel, SaveOrLeave } from './Panel.tsx'
import { DepartmentSelect } from './PersonForm.tsx'
import { RoleChoice } from './RoleChoice.tsx'
import type { Department, Person } from './teamData.ts'

interface Props {
  department: Department
  departments: readonly Department[]
  people: readonly Person[]
  onClose(): void
}

const fields = ['name', 'parentId', 'headId', 'roleIds'] as const
type DepartmentFields = Pick<Department, (typeof fields)[number]>

/** One department: its name, where it hangs, who heads it, who is in it. */
export function DepartmentPanel({ department, departments, people, onClose }: Props) {
  const t = useWords()
  const [changed, setChanged] = useState<Partial<DepartmentFields>>({})
  const sending = useSending()
  const value: DepartmentFields = { ...department, ...changed }
  const different = fields.filter((key) => JSON.stringify(value[key]) !== JSON.stringify(department[key]))
  const only = (from: DepartmentFields) => Object.fromEntries(different.map((key) => [key, from[key]]))
  const members = people.filter(({ departmentId }) => departmentId === department.id)
  const children = departments.filter(({ parentId }) => parentId === department.id).length
  const heads = people.filter(({ id, active }) => active || id === department.headId)

  const write = async (change: Partial<DepartmentFields>) => {
    await call('departments.change', { id: department.id, fields: change })
    await refreshDepartments()
  }
  const save = () => {
    const [next, before] = [only(value), only(department)]
    return sending.send(async () => {
      await write(next)
      setChanged({})
      doneWith(t('team.saved', { name: value.name }), () => write(before))
    })
  }
  return (
    <Panel
      title={department.name}
      mark={<IconHierarchy2 size={16} stroke={1.75} aria-hidden className="t3" />}
      onClose={onClose}
      footer={
        different.length > 0 && (
          <SaveOrLeave
            disabled={sending.busy || !value.name.trim()}
            onSave={() => void save()}
            onLeave={() => {
              setChanged({})
              sending.settle()
            }}
          />
        )
      }
    >
      <label className="field">
        <span>{t('departments.name')}</span>
        <input
          className="input"
          value={value.name}
          maxLength={120}
          onChange={(event) => setChanged({ ...changed, name: event.target.value })}
        />
      </label>
      <label className="field">
        <span>{t('departments.parentId')}</span>
        <DepartmentSelect
          departments={departments}
          value={value.parentId}
          none={t('team.department.top')}
          without={department.id}
          onChange={(parentId) => setChanged({ ...changed, parentId })}
        />
      </label>
      <label className="field">
        <span>{t('departments.headId')}</span>
        <select
          className="input"
          value={value.headId ?? ''}
          onChange={(event) => setChanged({ ...changed, headId: Number(event.target.value) || null })}
        >
          <option value="">{t('team.department.head.none')}</option>
          {heads.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <RoleChoice value={value.roleIds} onChange={(roleIds) => setChanged({ ...changed, roleIds })} />
      {sending.problem && (
        <p className="problem" role="alert">
          {toldAtForm(sending.problem)}
        </p>
      )}
      {members.length > 0 && (
        <section aria-label={t('team.department.members')}>
          <h3 className={css.caption}>{t('team.department.members')}</h3>
          <ul className={css.members}>
            {members.map(({ id, name, active }) => (
              <li key={id} className={active ? '' : 't3'}>
                <Avatar id={id} name={name} />
                <span className="cut">{name}</span>
                {!active && <small>{t('team.state.off')}</small>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Box title={t('team.department.remove')} icon={<IconTrash size={16} stroke={1.75} aria-hidden />}>
        {members.length || children ? (
          <p>{t('team.department.used', { people: members.length, departments: children })}</p>
        ) : (
          <>
            <p>{t('team.department.unused')}</p>
            <div>
              <button
                type="button"
                className="btn line"
                onClick={() => void removeDepartment(department).then((gone) => gone && onClose())}
              >
                {t('team.department.remove')}
              </button>
            </div>
          </>
        )}
      </Box>
    </Panel>
  )
}
