import { call } from '../../api.ts'
import { doneWith, tried } from '../../asking.ts'
import { queries } from '../../queries.ts'
import { language, say } from '../../words.ts'
import type { Department } from './teamData.ts'

const list = ['departments', 'list', 'everything']
export const refreshDepartments = (): Promise<void> => queries.invalidateQueries({ queryKey: ['departments'] })

/** Hangs a department elsewhere: shown at once, put back with the reason if the server refuses. Gives whether it moved. */
export async function moveDepartment({ id, parentId: before }: Department, parentId: number | null): Promise<boolean> {
  const hang = (to: number | null) =>
    queries.setQueryData<Department[]>(list, (all) =>
      all?.map((one) => (one.id === id ? { ...one, parentId: to } : one)),
    )
  hang(parentId)
  const moved = await tried(() => call('departments.change', { id, fields: { parentId } }))
  if (!moved) hang(before)
  await refreshDepartments()
  return moved
}

/** Puts an empty department into the bin, and offers the way back. */
export async function removeDepartment({ id, name }: Department): Promise<boolean> {
  return tried(async () => {
    await call('departments.remove', { id })
    await refreshDepartments()
    doneWith(say(language(), 'team.department.removed', { name }), async () => {
      await call('departments.restore', { id })
      await refreshDepartments()
    })
  })
}
