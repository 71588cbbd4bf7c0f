import { useWords } from '../../words.ts'
import css from './PersonForm.module.css'
import { useRoles } from './teamData.ts'

interface Props {
  value: readonly number[]
  invalid?: boolean
  onChange(roleIds: number[]): void
}

/** Which roles somebody has, or a department, or a group. Of several the widest counts. */
export function RoleChoice({ value, invalid = false, onChange }: Props) {
  const t = useWords()
  const roles = useRoles()
  return (
    <fieldset className={css.roles} aria-invalid={invalid}>
      <legend>{t('users.roleIds')}</legend>
      {roles.map(({ id, name, administrator }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={value.includes(id)}
            onChange={(event) => onChange(event.target.checked ? [...value, id] : value.filter((one) => one !== id))}
          />
          <span>
            {name}
            {administrator && <small>{t('team.role.administrator')}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
