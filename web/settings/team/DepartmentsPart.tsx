import { IconHierarchy2, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { told } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { treeOf } from '../../records/tree.ts'
import { Trouble } from '../../shell/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { useSettingsView } from '../view.ts'
import { DepartmentPanel } from './DepartmentPanel.tsx'
import { DepartmentTree } from './DepartmentTree.tsx'
import { moveDepartment } from './departmentChange.ts'
import { NewDepartment } from './NewDepartment.tsx'
import css from './Part.module.css'
import { useDepartments, useEverybody, type Department } from './teamData.ts'

/** The tree of departments: what stands in it decides how far a head sees. */
export function DepartmentsPart() {
  const t = useWords()
  const me = useMe()
  const { data: departments, error, refetch } = useDepartments()
  const { data: people } = useEverybody()
  const { department: open, set } = useSettingsView()
  const setOpen = (department: number | undefined) => set({ department })
  /** where a new one is being named: below a department, or null for the top */
  const [adding, setAdding] = useState<{ parentId: number | null } | null>(null)
  const tree = useMemo(() => treeOf(departments ?? []), [departments])
  const manages = me?.may.edit.includes('users') === true
  const opened = departments?.find(({ id }) => id === open)

  const move = async (department: Department, parentId: number | null) => {
    const parent = departments?.find(({ id }) => id === parentId)
    const before = department.parentId
    if (before === parentId || !(await moveDepartment(department, parentId))) return
    const text = parent
      ? t('team.department.moved', { name: department.name, parent: parent.name })
      : t('team.department.moved.top', { name: department.name })
    toast(text, { action: { name: t('undo'), run: () => void moveDepartment({ ...department, parentId }, before) } })
  }
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  const naming = adding && (
    <NewDepartment
      parentId={adding.parentId}
      onClose={() => setAdding(null)}
      onMade={(id) => {
        setAdding(null)
        setOpen(id)
      }}
    />
  )
  return (
    <div className={css.part}>
      <section className={css.main} aria-label={t('team.departments')}>
        {departments?.length === 0 ? (
          <div className={css.empty}>
            <IconHierarchy2 size={32} stroke={1.25} aria-hidden className="t3" />
            <h2>{t('team.department.empty')}</h2>
            <p>{t('team.department.empty.text')}</p>
            {manages &&
              (naming ?? (
                <button type="button" className="btn primary" onClick={() => setAdding({ parentId: null })}>
                  <IconPlus size={16} stroke={1.75} aria-hidden />
                  {t('team.department.empty.button')}
                </button>
              ))}
          </div>
        ) : (
          <>
            {manages && (
              <div className={css.bar}>
                <button type="button" className="btn primary" onClick={() => setAdding({ parentId: null })}>
                  <IconPlus size={16} stroke={1.75} aria-hidden />
                  {t('team.department.add')}
                </button>
              </div>
            )}
            <DepartmentTree
              tree={departments && tree}
              people={people ?? []}
              opened={opened?.id}
              manages={manages}
              adding={adding}
              naming={naming}
              onOpen={setOpen}
              onAdd={(parentId) => setAdding({ parentId })}
              onMove={(department, parentId) => void move(department, parentId)}
            />
          </>
        )}
      </section>
      {manages && opened && (
        <DepartmentPanel
          key={opened.id}
          department={opened}
          departments={departments ?? []}
          people={people ?? []}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  )
}
