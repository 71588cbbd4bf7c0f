import { dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { flat, type Branch } from '../../records/tree.ts'
import { useWords } from '../../words.ts'
import { DepartmentRow } from './DepartmentRow.tsx'
import css from './DepartmentTree.module.css'
import type { Department, Person } from './teamData.ts'

export interface TreeProps {
  people: readonly Person[]
  opened: number | undefined
  manages: boolean
  /** where a new department is being named, and the line to do it in */
  adding: { parentId: number | null } | null
  naming: ReactNode
  onOpen(id: number): void
  onAdd(parentId: number): void
  onMove(department: Department, parentId: number | null): void
}

/** The departments, each below its own. A department is dragged into another one, or to the top. */
export function DepartmentTree({ tree, ...props }: TreeProps & { tree: readonly Branch<Department>[] | undefined }) {
  const t = useWords()
  const [dragged, setDragged] = useState<number | null>(null)
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set())
  const { onMove, adding, naming } = props
  const move = useRef(onMove)
  useEffect(() => {
    move.current = onMove
  })
  const known = useMemo(() => new Map(flat(tree ?? []).map((branch) => [branch.row.id, branch])), [tree])
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => typeof source.data['departmentId'] === 'number',
        onDragStart: ({ source }) => setDragged(source.data['departmentId'] as number),
        onDrop({ source, location }) {
          setDragged(null)
          const branch = known.get(source.data['departmentId'] as number)
          const [target] = location.current.dropTargets
          if (branch && target) move.current(branch.row, target.data['parentId'] as number | null)
        },
      }),
    [known],
  )
  const fold = (id: number) =>
    setFolded((old) => new Set(old.has(id) ? [...old].filter((one) => one !== id) : [...old, id]))
  if (!tree)
    return (
      <div className={css.tree} aria-busy>
        {[0, 1, 2, 1, 0].map((level, i) => (
          <div key={i} className={css.waiting} style={{ marginInlineStart: `${String(16 + level * 24)}px` }} />
        ))}
      </div>
    )
  const inside = new Set(dragged === null ? [] : flat([known.get(dragged)!]).map(({ row }) => row.id))
  const draw = (branches: readonly Branch<Department>[]): ReactNode => (
    <ul>
      {branches.map((branch) => {
        const { id } = branch.row
        return (
          <li key={id}>
            <DepartmentRow
              {...props}
              branch={branch}
              all={known}
              folded={folded.has(id)}
              folds={tree.some(({ children }) => children.length > 0)}
              // Nothing goes into itself, nor into what is below it.
              refuses={inside.has(id)}
              onFold={() => fold(id)}
            />
            {!folded.has(id) && branch.children.length > 0 && draw(branch.children)}
            {adding?.parentId === id && (
              <div style={{ paddingInlineStart: `${String((branch.depth + 1) * 24)}px` }}>{naming}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
  return (
    <div className={css.tree}>
      {adding?.parentId === null && naming}
      {draw(tree)}
      {dragged !== null && known.get(dragged)?.depth !== 0 && <Top label={t('team.department.drop')} />}
    </div>
  )
}

/** Where a department is dropped to belong to none. */
function Top({ label }: { label: string }) {
  const own = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    if (!own.current) return
    return dropTargetForElements({
      element: own.current,
      getData: () => ({ parentId: null }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [])
  return (
    <div ref={own} className={`${css.top} ${over ? css.over : ''}`}>
      {label}
    </div>
  )
}
