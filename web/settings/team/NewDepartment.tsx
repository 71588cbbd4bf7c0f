import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { refreshDepartments } from './departmentChange.ts'
import css from './DepartmentTree.module.css'

/** A new department is named where it will stand. */
export function NewDepartment({
  parentId,
  onMade,
  onClose,
}: {
  parentId: number | null
  onMade(id: number): void
  onClose(): void
}) {
  const t = useWords()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  async function add(event: FormEvent) {
    event.preventDefault()
    if (!name.trim()) return onClose()
    setBusy(true)
    await tried(async () => {
      const { id } = await call('departments.create', { name, parentId })
      await refreshDepartments()
      toast(t('team.department.added', { name }))
      onMade(id)
    })
    setBusy(false)
  }
  return (
    <form className={css.naming} onSubmit={(event) => void add(event)}>
      <input
        className="input"
        aria-label={t('team.department.placeholder')}
        placeholder={t('team.department.placeholder')}
        value={name}
        maxLength={120}
        autoFocus
        disabled={busy}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          onClose()
        }}
      />
      <button type="submit" className="btn primary" disabled={busy || !name.trim()}>
        {t('team.save')}
      </button>
      <button type="button" className="btn" onClick={onClose}>
        {t('team.cancel')}
      </button>
    </form>
  )
}
