import { useId, type ReactNode } from 'react'
import { languages, type Language } from '../../../model/users.ts'
import type { ApiError } from '../../api.ts'
import { flat, treeOf, withBelow } from '../../records/tree.ts'
import { useWords } from '../../words.ts'
import css from './PersonForm.module.css'
import { RoleChoice } from './RoleChoice.tsx'
import type { Department } from './teamData.ts'

/** What is filled in about a person. */
export interface PersonFields {
  name: string
  email: string | null
  departmentId: number | null
  roleIds: number[]
  language: Language
  timeZone: string
}

interface Props {
  value: PersonFields
  departments: readonly Department[]
  problem: ApiError | null
  onChange(change: Partial<PersonFields>): void
}

/** The fields of a person: who, where in the company, what he may, and how he reads it. */
export function PersonForm({ value, departments, problem, onChange }: Props) {
  const t = useWords()
  const zone = useId()
  return (
    <>
      <Line label={t('users.name')} field="name" problem={problem}>
        {(about) => (
          <input
            className="input"
            value={value.name}
            maxLength={120}
            required
            autoComplete="off"
            onChange={(event) => onChange({ name: event.target.value })}
            {...about}
          />
        )}
      </Line>
      <Line label={t('users.email')} field="email" problem={problem}>
        {(about) => (
          <input
            className="input"
            type="email"
            value={value.email ?? ''}
            maxLength={254}
            autoComplete="off"
            onChange={(event) => onChange({ email: event.target.value || null })}
            {...about}
          />
        )}
      </Line>
      <Line label={t('users.departmentId')} field="departmentId" problem={problem}>
        {(about) => (
          <DepartmentSelect
            departments={departments}
            value={value.departmentId}
            none={t('team.department.none')}
            onChange={(departmentId) => onChange({ departmentId })}
            about={about}
          />
        )}
      </Line>
      <RoleChoice
        value={value.roleIds}
        invalid={isAbout(problem, 'roleIds')}
        onChange={(roleIds) => onChange({ roleIds })}
      />
      <div className={css.two}>
        <label className="field">
          <span>{t('users.language')}</span>
          <select
            className="input"
            value={value.language}
            onChange={(event) => onChange({ language: event.target.value as Language })}
          >
            {languages.map((one) => (
              <option key={one} value={one}>
                {t(`language.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('users.timeZone')}</span>
          <input
            className="input"
            list={zone}
            value={value.timeZone}
            aria-invalid={isAbout(problem, 'timeZone')}
            onChange={(event) => onChange({ timeZone: event.target.value })}
          />
          <datalist id={zone}>
            {Intl.supportedValuesOf('timeZone').map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          {isAbout(problem, 'timeZone') && (
            <small className="problem" role="alert">
              {problem?.message}
            </small>
          )}
        </label>
      </div>
    </>
  )
}

interface LineProps {
  label: string
  field: keyof PersonFields
  problem: ApiError | null
  children(about: { 'aria-invalid': boolean; 'aria-describedby'?: string }): ReactNode
}

/** A field with what is wrong about it, on the same spot. */
function Line({ label, field, problem, children }: LineProps) {
  const about = useId()
  const wrong = isAbout(problem, field)
  const own = problem?.fields[field] ?? problem?.fields[`fields.${field}`]
  return (
    <label className="field">
      <span>{label}</span>
      {children({ 'aria-invalid': wrong, ...(wrong ? { 'aria-describedby': about } : {}) })}
      {wrong && (
        <small id={about} className="problem" role="alert">
          {typeof own === 'string' ? own : problem?.message}
        </small>
      )}
    </label>
  )
}

const asked: readonly string[] = ['name', 'email', 'departmentId', 'roleIds', 'timeZone']
const isAbout = (problem: ApiError | null, field: string): boolean =>
  problem !== null && (problem.field === field || field in problem.fields || `fields.${field}` in problem.fields)
/** Whether a refusal is told at one of the fields. */
export const isAboutField = (problem: ApiError | null): boolean => asked.some((field) => isAbout(problem, field))

interface DepartmentSelectProps {
  departments: readonly Department[]
  value: number | null
  none: string
  /** these and what is below them are left out */
  without?: number | undefined
  about?: object
  onChange(id: number | null): void
}

/** A department of the tree, those below indented. */
export function DepartmentSelect({ departments, value, none, without, about, onChange }: DepartmentSelectProps) {
  const lines = flat(treeOf(departments))
  const left = new Set(without === undefined ? [] : withBelow(lines, without))
  return (
    <select
      className="input"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
      {...about}
    >
      <option value="">{none}</option>
      {lines
        .filter(({ row }) => !left.has(row.id))
        .map(({ row, depth }) => (
          <option key={row.id} value={row.id}>
            {'\u2003'.repeat(depth) + row.name}
          </option>
        ))}
    </select>
  )
}
