import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { IconChevronDown, IconChevronRight, IconGripVertical } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Avatar } from '../../records/marks.tsx'
import { flat, type Branch } from '../../records/tree.ts'
import { useWords } from '../../words.ts'
import { DepartmentMenu } from './DepartmentMenu.tsx'
import type { TreeProps } from './DepartmentTree.tsx'
import css from './DepartmentTree.module.css'
import type { Department } from './teamData.ts'

interface Props extends TreeProps {
  branch: Branch<Department>
  all: ReadonlyMap<number, Branch<Department>>
  folded: boolean
  /** whether any department has others in it, so that there is something to fold */
  folds: boolean
  /** what is dragged can't go here */
  refuses: boolean
  onFold(): void
}

/** One department: its name, who heads it, how many are in it. */
export function DepartmentRow(props: Props) {
  const { branch, people, opened, manages, folded, folds, refuses, onFold, onOpen } = props
  const t = useWords()
  const line = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState(false)
  const { row: department, depth, children } = branch
  const { id, name, headId } = department

  useEffect(() => {
    const own = line.current
    if (!own || !manages) return
    return combine(
      draggable({ element: own, getInitialData: () => ({ departmentId: id }) }),
      dropTargetForElements({
        element: own,
        canDrop: ({ source }) => typeof source.data['departmentId'] === 'number' && !refuses,
        getData: () => ({ parentId: id }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
    )
  }, [id, manages, refuses])

  const count = (ids: ReadonlySet<number>) =>
    people.filter(({ active, departmentId }) => active && departmentId !== null && ids.has(departmentId)).length
  const own = count(new Set([id]))
  const below = count(new Set(flat([branch]).map(({ row }) => row.id)))
  const head = people.find((person) => person.id === headId)
  return (
    <div
      ref={line}
      data-department={name}
      className={`${css.row} ${over ? css.over : ''}`}
      aria-current={id === opened ? 'true' : undefined}
      style={{ paddingInlineStart: `${String(8 + depth * 24)}px` }}
    >
      {manages && <IconGripVertical size={16} stroke={1.75} aria-hidden className={css.grip} />}
      {children.length ? (
        <button
          type="button"
          className={`btn icon ${css.fold}`}
          aria-expanded={!folded}
          aria-label={t(folded ? 'team.department.unfold' : 'team.department.fold', { name })}
          onClick={onFold}
        >
          {folded ? (
            <IconChevronRight size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconChevronDown size={16} stroke={1.75} aria-hidden />
          )}
        </button>
      ) : (
        <span className={folds ? css.fold : css.still} />
      )}
      {manages ? (
        <button type="button" className={`${css.name} cut`} onClick={() => onOpen(id)}>
          {name}
        </button>
      ) : (
        <span className={`${css.name} cut`}>{name}</span>
      )}
      <span className={css.head}>
        {head ? (
          <>
            <Avatar id={head.id} name={head.name} />
            <span className={`cut ${head.active ? '' : 't3'}`}>{head.name}</span>
          </>
        ) : (
          <span className="t3">{t('team.department.head.none')}</span>
        )}
      </span>
      <span className={`${css.count} num`}>
        {own ? t('team.department.people', { count: own }) : <span className="t3">{t('team.department.nobody')}</span>}
        {below > own && <small className="t3">{t('team.department.below', { count: below })}</small>}
      </span>
      {manages && <DepartmentMenu {...props} empty={own === 0 && children.length === 0} />}
    </div>
  )
}
